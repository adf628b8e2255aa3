/**
 * The systemd unit of a server: a user of its own, one writable directory, no way to new privileges. Memory must
 * stay executable, as V8 compiles at run time.
 */
import { fileURLToPath } from 'node:url'
import type { Config } from './config.ts'

const firstUnprivilegedPort = 1024
const program = fileURLToPath(new URL('../congvu.mjs', import.meta.url))

/** The unit that runs the server of a configuration file with this Node. */
export function systemdUnit({ server, listen, domain }: Config, file: string): string {
  const privileged = Object.values(listen).some(
    endpoint => endpoint !== null && endpoint.port !== 0 && endpoint.port < firstUnprivilegedPort,
  )
  const capabilities = privileged ? 'CAP_NET_BIND_SERVICE' : ''
  const command = [process.execPath, program, 'serve', '--config', file].map(argument)
  return `[Unit]
Description=congvu, the official mail of ${domain.name}
Wants=network-online.target
After=network-online.target nss-lookup.target time-sync.target

[Service]
Type=exec
User=congvu
Group=congvu
ExecStart=${command.join(' ')}
Restart=always
RestartSec=2
# A configuration that is not right does not get right by itself.
RestartPreventExitStatus=78
TimeoutStopSec=15
LimitNOFILE=65536
UMask=0077
ReadWritePaths=${path(server.data)}
AmbientCapabilities=${capabilities}
CapabilityBoundingSet=${capabilities}
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=read-only
ProtectProc=invisible
ProtectClock=yes
ProtectHostname=yes
ProtectControlGroups=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
PrivateDevices=yes
PrivateTmp=yes
RemoveIPC=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM

[Install]
WantedBy=multi-user.target
`
}

/** systemd.syntax(7): quoted, `%` begins a specifier. */
function path(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%')}"`
}

/** systemd.service(5), "Command lines": there `$` begins a variable, too. */
function argument(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : path(text).replaceAll('$', '$$$$')
}
