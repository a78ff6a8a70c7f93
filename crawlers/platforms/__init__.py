"""CMS families, one module each, behind one small interface."""
