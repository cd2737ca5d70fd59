"""The room of the counter, each screen run as the script that it is."""
