"""Pictures and 3D models of products."""
