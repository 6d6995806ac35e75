"""Makes small pictures of big ones."""
