"""Demo portals: five report pages among news, in the dress of five CMS families, served on loopback."""
