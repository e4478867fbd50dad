import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { findOnPath } from '../../src/embedded/path-lookup.ts';
import { freePorts } from './free-ports.ts';
import { Program } from './program.ts';

/** @returns the program; undefined where it is not on PATH. */
export const findGitea = (): string | undefined => findOnPath('gitea', process.env);

const PASSWORD = 'correct-horse-battery';
const OWNER = 'acme';
const REVIEWER = 'jane';

/** A webhook of a repository as its form has it; events as Gitea's API names them. */
export interface GiteaHook {
  readonly url: string;
  readonly secret: string;
  readonly events: readonly string[];
}

/** A real Gitea of its own that asks nobody outside, and a work tree of one of its repositories. */
export class Gitea {
  readonly #directory: string;
  readonly #program: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly baseUrl: string;
  #server: Program | undefined;

  private constructor(program: string, directory: string, port: number) {
    this.#program = program;
    this.#directory = directory;
    this.baseUrl = `http://127.0.0.1:${port}`;
    // Neither the settings nor the identity of whoever runs the tests count.
    this.#env = {
      PATH: process.env.PATH,
      HOME: directory,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
      GIT_AUTHOR_NAME: 'Jane Doe',
      GIT_AUTHOR_EMAIL: 'jane@example.com',
      GIT_COMMITTER_NAME: 'Jane Doe',
      GIT_COMMITTER_EMAIL: 'jane@example.com',
    };
  }

  /** @param settings lines of app.ini besides, such as those of the guide. */
  static async start(program: string, settings: string): Promise<Gitea> {
    const directory = await mkdtemp(join(tmpdir(), 'muster-gitea-'));
    const [port = 0] = await freePorts(1);
    const gitea = new Gitea(program, directory, port);
    // Who runs tests in a container is root there, which Gitea refuses otherwise.
    await writeFile(
      join(directory, 'app.ini'),
      `
I_AM_BEING_UNSAFE_RUNNING_AS_ROOT = true
WORK_PATH = ${directory}
[server]
HTTP_ADDR = 127.0.0.1
HTTP_PORT = ${port}
ROOT_URL = ${gitea.baseUrl}/
DISABLE_SSH = true
OFFLINE_MODE = true
[database]
DB_TYPE = sqlite3
[security]
INSTALL_LOCK = true
[repository]
DEFAULT_BRANCH = main
[picture]
DISABLE_GRAVATAR = true
[actions]
ENABLED = false
[cron.update_checker]
ENABLED = false
[log]
LEVEL = Warn
${settings}
`,
    );
    await gitea.#administers('migrate');
    for (const name of [OWNER, REVIEWER])
      await gitea.#administers(
        ...['admin', 'user', 'create', '--username', name, '--password', PASSWORD],
        ...['--email', `${name}@example.com`, '--must-change-password=false', '--admin'],
      );
    gitea.#server = new Program(program, ['--config', join(directory, 'app.ini'), 'web'], gitea.#env);
    await gitea.#server.answers(`${gitea.baseUrl}/api/healthz`);
    return gitea;
  }

  /** @returns which one it is, as it says itself. */
  async version(): Promise<string> {
    return (await this.api<{ version: string }>('GET', '/version')).version;
  }

  async #administers(...args: string[]): Promise<void> {
    await execa(this.#program, ['--config', join(this.#directory, 'app.ini'), ...args], {
      env: this.#env,
      extendEnv: false,
    });
  }

  /** Asks Gitea's API. @throws for a refusal. */
  async api<T>(method: string, path: string, body?: object, as = OWNER): Promise<T> {
    const response = await fetch(`${this.baseUrl}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`${as}:${PASSWORD}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  /** @returns a new repository with a work tree. */
  async repository(name: string): Promise<GiteaRepository> {
    await this.api('POST', '/user/repos', { name });
    const address = new URL(`${this.baseUrl}/${OWNER}/${name}.git`);
    address.username = OWNER;
    address.password = PASSWORD;
    const tree = join(this.#directory, 'trees', name);
    await mkdir(tree, { recursive: true });
    const git = async (...args: string[]): Promise<string> =>
      (await execa('git', args, { cwd: tree, env: this.#env, extendEnv: false })).stdout;
    await git('init', '--quiet', '--initial-branch', 'main');
    await git('remote', 'add', 'origin', address.href);
    return new GiteaRepository(this, name, tree, git);
  }

  /** Signs in to the pages, as a browser does. */
  async browser(): Promise<GiteaBrowser> {
    const browser = new GiteaBrowser(this.baseUrl);
    await browser.submits('/user/login', '/user/login', { user_name: OWNER, password: PASSWORD });
    return browser;
  }

  async stop(): Promise<void> {
    await this.#server?.kill9();
    await rm(this.#directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A repository in the words of who works with it. */
export class GiteaRepository {
  readonly #gitea: Gitea;
  readonly #path: string;
  readonly #tree: string;
  readonly git: (...args: string[]) => Promise<string>;
  #hook = 0;

  constructor(gitea: Gitea, name: string, tree: string, git: (...args: string[]) => Promise<string>) {
    this.#gitea = gitea;
    this.#path = `/repos/${OWNER}/${name}`;
    this.#tree = tree;
    this.git = git;
  }

  /** Commits what is given: the text of a file, or undefined to remove it. @returns the commit's id. */
  async commits(message: string, files: Readonly<Record<string, string | undefined>>): Promise<string> {
    for (const [name, text] of Object.entries(files)) {
      const path = join(this.#tree, name);
      await mkdir(dirname(path), { recursive: true });
      if (text === undefined) await rm(path);
      else await writeFile(path, text);
    }
    await this.git('add', '--all');
    await this.git('commit', '--quiet', '--message', message);
    return (await this.git('rev-parse', 'HEAD')).trim();
  }

  /** @param refs as `git push` takes them, with its options. */
  async pushes(...refs: string[]): Promise<void> {
    await this.git('push', '--quiet', 'origin', ...refs);
  }

  /** Asks the API about this repository. */
  async api<T>(method: string, path: string, body?: object, as?: string): Promise<T> {
    return this.#gitea.api(method, `${this.#path}${path}`, body, as);
  }

  async opensPullRequest(head: string, title: string, body = ''): Promise<number> {
    const { number } = await this.api<{ number: number }>('POST', '/pulls', {
      head,
      base: 'main',
      title,
      body,
    });
    return number;
  }

  /** Sets its webhook. */
  async tells({ url, secret, events }: GiteaHook): Promise<void> {
    const config = { url, content_type: 'json', secret };
    const hook = await this.api<{ id: number }>('POST', '/hooks', {
      type: 'gitea',
      active: true,
      config,
      events,
    });
    this.#hook = hook.id;
  }

  /** Gives its webhook another secret, by its form: the API keeps the one that it has. */
  async signsWith(browser: GiteaBrowser, hook: GiteaHook): Promise<void> {
    await browser.submits(this.#hookPage(), this.#hookPage().replace('/hooks/', '/hooks/gitea/'), {
      payload_url: hook.url,
      http_method: 'POST',
      content_type: '1',
      secret: hook.secret,
      events: 'choose_events',
      ...Object.fromEntries(hook.events.map((event) => [event.replace(/_only$/, ''), 'on'])),
      active: 'on',
    });
  }

  /** Presses Test Delivery on the page of its webhook. */
  async testsDelivery(browser: GiteaBrowser): Promise<void> {
    await browser.submits(this.#hookPage(), `${this.#hookPage()}/test`, {});
  }

  /** Has its webhook tested by the API. */
  async tests(): Promise<void> {
    await this.api('POST', `/hooks/${this.#hook}/tests`);
  }

  /** Presses Replay this webhook at a delivery that is named by its id. */
  async replays(browser: GiteaBrowser, delivery: string): Promise<void> {
    await browser.submits(this.#hookPage(), `${this.#hookPage()}/replay/${delivery}`, {});
  }

  #hookPage(): string {
    return `${this.#path.replace('/repos', '')}/settings/hooks/${this.#hook}`;
  }
}

/** Somebody who is signed in to Gitea's pages, and submits their forms. */
export class GiteaBrowser {
  readonly #base: string;
  readonly #cookies = new Map<string, string>();

  constructor(base: string) {
    this.#base = base;
  }

  /** Opens a page and submits a form of it, with the token against forged requests where the page has one. */
  async submits(page: string, action: string, fields: Readonly<Record<string, string>>): Promise<void> {
    const html = await (await this.#request(page)).text();
    const [, token = ''] = /name="_csrf" value="([^"]*)"/.exec(html) ?? [];
    const response = await this.#request(action, {
      method: 'POST',
      body: new URLSearchParams({ ...fields, _csrf: token }),
    });
    if (response.status >= 400) throw new Error(`${action} answered ${response.status}`);
  }

  async #request(path: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(`${this.#base}${path}`, {
      ...init,
      redirect: 'manual',
      headers: { cookie, origin: this.#base },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.#cookies.set(name, value);
    }
    return response;
  }
}
