# congvu in a container: built and run on the official Node 26 image, as its unprivileged user `node`.
#
#   docker build -t congvu .
#   docker run -p 25:2525 -p 587:2587 -p 465:2465 -p 143:2143 -p 993:2993 \
#     -v congvu-data:/var/lib/congvu -v congvu-keys:/var/lib/congvu/keys -v ./congvu.toml:/etc/congvu/congvu.toml:ro congvu
#
# The configuration names hostname, domain and the [tls] files; paths and ports are set below.

FROM node:26-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# With optional dependencies: the compiler is one, built for each platform.
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY scripts ./scripts
COPY config ./config
COPY src ./src
RUN npm run build

FROM node:26-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Without: what is left of them is Node itself, for machines whose own is too old.
RUN npm ci --omit=optional --omit=dev && npm cache clean --force

FROM node:26-slim
ENV NODE_ENV=production \
    CONGVU_CONFIG=/etc/congvu/congvu.toml \
    CONGVU_SERVER__DATA=/var/lib/congvu \
    CONGVU_LISTEN__MX=0.0.0.0:2525 \
    CONGVU_LISTEN__SUBMISSION=0.0.0.0:2587 \
    CONGVU_LISTEN__SUBMISSIONS=0.0.0.0:2465 \
    CONGVU_LISTEN__IMAP=0.0.0.0:2143 \
    CONGVU_LISTEN__IMAPS=0.0.0.0:2993 \
    CONGVU_LISTEN__HTTP=0.0.0.0:2080 \
    CONGVU_LISTEN__CRL=0.0.0.0:2088
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY scripts/health-check.ts ./scripts/health-check.ts
# Volumes take the owner and mode that the directories have here; the server refuses keys that others can read.
RUN install -d -o node -g node -m 0700 /var/lib/congvu /var/lib/congvu/keys \
 && ln -s /app/dist/src/congvu.mjs /usr/local/bin/congvu && chmod +x dist/src/congvu.mjs
USER node
VOLUME ["/var/lib/congvu", "/var/lib/congvu/keys"]
EXPOSE 2525 2587 2465 2143 2993 2080 2088
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=20s --retries=3 \
  CMD ["node", "/app/scripts/health-check.ts"]
ENTRYPOINT ["node", "/app/dist/src/congvu.mjs"]
CMD ["serve"]
