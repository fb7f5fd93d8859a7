"""What people see: one Streamlit page a file."""
