"""What happens without anyone looking."""
