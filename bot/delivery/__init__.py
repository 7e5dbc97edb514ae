"""Alerts: bringing what channels show to what is wanted there, exactly once."""
