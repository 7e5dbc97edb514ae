"""The news desk: leads that come in, the stories they make, and the queue they wait in."""
