"""Records into what is drawn: pure functions, no Streamlit."""
