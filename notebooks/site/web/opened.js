// Pages that were opened as files cannot load what their widgets need; they say so.
document.documentElement.classList.toggle("nas-from-file", location.protocol === "file:");
