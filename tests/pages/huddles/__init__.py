"""The rooms of huddles, each screen run as the script that it is."""
