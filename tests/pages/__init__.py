"""What people see, tested."""
