# The base image of the container tests where there is a registry; docker/base-image names the packages.
FROM debian:stable-slim
ARG PACKAGES
RUN apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $PACKAGES \
    && rm -rf /var/lib/apt/lists/*
