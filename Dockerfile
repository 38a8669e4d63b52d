# The course in a container: docker build -t nas-teach . ; docker run -p 8888:8888 nas-teach
# For a JupyterHub it is the image of a user: c.DockerSpawner.image = "nas-teach" (README.md, "On a hub").
FROM python:3.12-slim

# The small build of torch; for the large one: --build-arg TORCH=https://pypi.org/simple
ARG TORCH=https://download.pytorch.org/whl/cpu
# The hub's own version, where it asks for another: --build-arg JUPYTERHUB="jupyterhub==4.1.6"
ARG JUPYTERHUB="jupyterhub>=5,<6"

# The course belongs to root and is read-only for its user, whose copies and progress are in her home.
RUN useradd --create-home --uid 1000 jovyan
WORKDIR /srv/nas-teach
COPY . .
RUN pip install --no-cache-dir --extra-index-url "$TORCH" -c requirements.lock -e . "$JUPYTERHUB" \
    && python nas_teach/lab/course/installation/settings.py \
    && python -m compileall -q nas_teach

USER jovyan
# Two arenas of malloc: a kernel takes 40 MB less.
ENV NAS_TEACH_HOME=~/nas-teach MALLOC_ARENA_MAX=2
EXPOSE 8888

# Copies that are missing are laid at every start, whichever command follows: a hub's is jupyterhub-singleuser.
ENTRYPOINT ["/bin/sh", "-c", "cd; python -m nas_teach.lab.course lay; exec \"$@\"", "nas-teach"]
CMD ["python", "-m", "nas_teach.lab", "--no-browser", "--ip=0.0.0.0"]
