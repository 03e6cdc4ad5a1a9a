"""What Streamlit runs for every reader and every change: the page's frame."""

from dashboard import frame

frame.main()
