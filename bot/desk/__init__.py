"""The news desk: leads, stories and what moderators decide."""
