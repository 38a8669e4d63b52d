"""Drawing functions, one file a topic. They put data into a figure and know nothing of widgets."""
