import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findOnPath } from '../../src/embedded/path-lookup.ts';
import { freePorts } from './free-ports.ts';
import { Program } from './program.ts';

/** @returns the programs; undefined where they are not on PATH. Debian gives Alertmanager a longer name. */
export function findPrometheus(): { prometheus: string; alertmanager: string } | undefined {
  const [prometheus, alertmanager] = [['prometheus'], ['alertmanager', 'prometheus-alertmanager']].map(
    (names) => names.map((name) => findOnPath(name, process.env)).find((path) => path !== undefined),
  );
  return prometheus && alertmanager ? { prometheus, alertmanager } : undefined;
}

const RULES = `
groups:
  - name: shop
    rules:
      - alert: HighErrorRate
        expr: error_ratio > 0.05
        labels: { severity: critical }
        annotations:
          summary: '{{ $labels.service }} fails {{ $value | humanizePercentage }} of its requests'
          description: 'Seen at {{ $labels.job }}.'
          runbook_url: https://runbooks.example.com/high-error-rate
      - alert: Watchdog
        expr: vector(1)
        labels: { severity: none }
`;

/** A real Prometheus that looks at services of ours and tells a real Alertmanager, which tells an address. */
export class Prometheus {
  readonly #directory: string;
  readonly #ports: readonly [prometheus: number, alertmanager: number, services: number];
  readonly #programs: { readonly prometheus: string; readonly alertmanager: string };
  readonly #ratios = new Map<string, number>();
  readonly #services: Server;
  #prometheus: Program | undefined;
  #alertmanager: Program | undefined;

  private constructor(
    directory: string,
    ports: readonly [number, number, number],
    programs: { prometheus: string; alertmanager: string },
  ) {
    this.#directory = directory;
    this.#ports = ports;
    this.#programs = programs;
    this.#services = createServer((_, response) => {
      const lines = [...this.#ratios].map(
        ([service, ratio]) => `error_ratio{service="${service}"} ${ratio}\n`,
      );
      response.setHeader('content-type', 'text/plain; version=0.0.4').end(lines.join(''));
    });
  }

  /** @param receiver lines of `receivers` in alertmanager.yml, the first named muster-alerts. */
  static async start(
    programs: { prometheus: string; alertmanager: string },
    receiver: string,
  ): Promise<Prometheus> {
    const directory = await mkdtemp(join(tmpdir(), 'muster-prometheus-'));
    const ports = (await freePorts(3)) as [number, number, number];
    await writeFile(join(directory, 'rules.yml'), RULES);
    await writeFile(
      join(directory, 'prometheus.yml'),
      `
global: { scrape_interval: 250ms, scrape_timeout: 250ms, evaluation_interval: 250ms }
rule_files: [rules.yml]
alerting: { alertmanagers: [{ static_configs: [{ targets: ['127.0.0.1:${ports[1]}'] }] }] }
scrape_configs: [{ job_name: shop, static_configs: [{ targets: ['127.0.0.1:${ports[2]}'] }] }]
`,
    );
    await writeFile(
      join(directory, 'alertmanager.yml'),
      `
route: { receiver: muster-alerts, group_by: [alertname, service], group_wait: 0s, group_interval: 500ms, repeat_interval: 1s }
${receiver}
`,
    );
    const prometheus = new Prometheus(directory, ports, programs);
    prometheus.#services.listen(ports[2], '127.0.0.1');
    await once(prometheus.#services, 'listening');
    await Promise.all([prometheus.#startPrometheus(), prometheus.startAlertmanager()]);
    return prometheus;
  }

  /** Lets a service fail so many of its requests from now on: more than one of twenty is an alert. */
  fails(service: string, ratio: number): void {
    this.#ratios.set(service, ratio);
  }

  async #startPrometheus(): Promise<void> {
    const listen = `127.0.0.1:${this.#ports[0]}`;
    this.#prometheus = new Program(this.#programs.prometheus, [
      `--config.file=${join(this.#directory, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(this.#directory, 'prometheus')}`,
      `--web.listen-address=${listen}`,
      '--rules.alert.resend-delay=1s',
    ]);
    await this.#prometheus.answers(`http://${listen}/-/ready`);
  }

  async startAlertmanager(): Promise<void> {
    const listen = `127.0.0.1:${this.#ports[1]}`;
    this.#alertmanager = new Program(this.#programs.alertmanager, [
      `--config.file=${join(this.#directory, 'alertmanager.yml')}`,
      `--storage.path=${join(this.#directory, 'alertmanager')}`,
      `--web.listen-address=${listen}`,
      '--cluster.listen-address=',
    ]);
    await this.#alertmanager.answers(`http://${listen}/-/ready`);
  }

  /** Ends Alertmanager as the kernel does: it forgets what it told. */
  async killAlertmanager(): Promise<void> {
    await this.#alertmanager?.kill9();
  }

  async stop(): Promise<void> {
    await Promise.all([this.#prometheus?.kill9(), this.#alertmanager?.kill9()]);
    this.#services.closeAllConnections();
    this.#services.close();
    await rm(this.#directory, { recursive: true, force: true });
  }
}
