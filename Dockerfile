# syntax=docker/dockerfile:1

# The fonts of the pages.
FROM node:22-bookworm-slim AS fonts
WORKDIR /assets
COPY crates/web/assets/package.json crates/web/assets/package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund

# Keep in step with rust-toolchain.toml.
FROM rust:1.95.0-slim-bookworm AS build
# The image's own toolchain, rather than a second one for the components that only developers need.
ENV RUSTUP_TOOLCHAIN=1.95.0 CARGO_INCREMENTAL=0
WORKDIR /src
COPY . .
COPY --from=fonts /assets/node_modules crates/web/assets/node_modules
RUN --mount=type=cache,target=/usr/local/cargo/registry,sharing=locked \
    --mount=type=cache,target=/src/target,sharing=locked \
    cargo build --release --locked --package server --bin fabrique \
 && install -D -m 0755 target/release/fabrique /out/fabrique

FROM debian:bookworm-slim
RUN groupadd --system --gid 10001 fabrique \
 && useradd --system --uid 10001 --gid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin fabrique \
 && install -d -m 0700 -o fabrique -g fabrique /data
COPY --from=build /out/fabrique /usr/local/bin/fabrique
USER 10001:10001
WORKDIR /data
# All writing goes below /data: the rest of the file system may be read-only.
ENV FABRIQUE_DATA_DIR=/data FABRIQUE_HTTP__LISTEN=0.0.0.0:8080
VOLUME ["/data"]
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 CMD ["fabrique", "healthcheck"]
ENTRYPOINT ["fabrique"]
CMD ["serve"]
