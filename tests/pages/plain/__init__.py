"""Pages that are not Streamlit, tested."""
