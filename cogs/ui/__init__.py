"""Cards, forms and other things that people see, without commands."""
