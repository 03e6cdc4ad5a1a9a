"""The Streamlit app: shows a dataset on a map, with its words; reads geodata, and is read by nobody."""
