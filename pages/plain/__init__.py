"""Pages that are not Streamlit: sign-in, set-up, printable minutes, refusals."""
