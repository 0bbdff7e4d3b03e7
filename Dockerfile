# vaultlint in a container: docker run --rm -v "$PWD:/vault" IMAGE check
FROM python:3.12-slim AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY src src
COPY rules rules
RUN python -m venv /opt/vaultlint && /opt/vaultlint/bin/pip install --no-cache-dir ".[online,schemas]"

FROM python:3.12-slim
# git tells which notes a commit changes, and where renamed notes went.
RUN apt-get update && apt-get install -y --no-install-recommends git && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home vaultlint
COPY --from=build /opt/vaultlint /opt/vaultlint
USER vaultlint
WORKDIR /vault
ENTRYPOINT ["/opt/vaultlint/bin/vaultlint"]
CMD ["check"]
