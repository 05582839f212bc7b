# Milepost in a container. Untried: nobody has built this yet.
FROM debian:12-slim

RUN apt-get update \
    && apt-get install -y --no-install-recommends python3 python3-venv make ca-certificates \
       libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home milepost

WORKDIR /srv/milepost
COPY --chown=milepost . .
RUN chown milepost . && install -d -o milepost -m 0700 /var/lib/milepost
USER milepost
RUN make setup

ENV HOST=0.0.0.0 DATA_DIR=/var/lib/milepost
VOLUME /var/lib/milepost
EXPOSE 8000
ENTRYPOINT [".venv/bin/milepost"]
CMD ["serve"]
