import type { IncomingMessage, ServerResponse } from 'node:http';
import { isMailError } from '../../index.js';
import type { Gatekeeper } from './access.js';
import { type Answer, json, moved, problem, write, writeEvents } from './answer.js';
import type { CaughtMails } from './caught-mails.js';
import { detailsOf } from './mail-details.js';
import { PART_ANSWERS } from './mail-part-answers.js';
import { partsOf } from './mail-parts.js';
import { pageFile } from './page-files.cjs';
import type { TemplatePreviews } from './template-previews.js';

/** What the page shows. */
export interface PreviewContents {
  readonly mails: CaughtMails;
  /** Missing: the application has no templates. */
  readonly templates: TemplatePreviews | undefined;
  /** Where mails come from, in a sentence. */
  readonly about: string;
}

type Query = URLSearchParams;
type Action = (parts: readonly string[], query: Query) => Answer | undefined | Promise<Answer | undefined>;

/** Ends of the connections that show a page live. */
type LiveConnections = Set<() => void>;

/** The page and what its script asks for, on `node:http` alone, so that every framework can carry it. */
export class MailPreview {
  readonly #live: LiveConnections = new Set();

  constructor(
    private readonly contents: PreviewContents,
    private readonly refuse: Gatekeeper,
  ) {}

  /**
   * Never rejects.
   * @param address path and query of the request
   * @param mount where the page is, without a slash at its end: `/api/mail`
   */
  async answer(
    request: IncomingMessage,
    response: ServerResponse,
    address: string,
    mount: string,
  ): Promise<void> {
    const refused = this.refuse(request);
    const path = pathOf(address).slice(mount.length);
    if (refused !== undefined) write(response, problem(403, refused));
    // Without the slash at its end the page would look for its files beside itself.
    else if (path === '') write(response, moved(`${mount.slice(mount.lastIndexOf('/') + 1)}/`));
    else if (path === '/mails/events') this.#listen(response);
    else write(response, await this.#find(request, path, queryOf(address)));
  }

  /** Ends the connections of open pages. */
  close(): void {
    for (const end of this.#live) end();
  }

  async #find({ method = 'GET' }: IncomingMessage, path: string, query: Query): Promise<Answer> {
    const [kind = '', ...parts] = path.slice(1).split('/').map(decoded);
    const action = this.#actions[`${method === 'HEAD' ? 'GET' : method} ${kind}`];
    try {
      return (
        (await action?.(parts, query)) ??
        page(method, path.slice(1)) ??
        problem(404, 'There is no such page.')
      );
    } catch (error) {
      return problem(isMailError(error) ? 422 : 500, error instanceof Error ? error.message : String(error));
    }
  }

  readonly #actions: Readonly<Record<string, Action>> = {
    'GET about': () =>
      json({ about: this.contents.about, hasTemplates: this.contents.templates !== undefined }),
    'GET mails': (parts, query) => (parts.length === 0 ? this.#list(query) : this.#read(parts, query)),
    'DELETE mails': (parts) => this.#delete(parts),
    'GET templates': async () => json((await this.contents.templates?.list()) ?? []),
    'GET template': (_parts, query) => this.#show(query),
  };

  #list(query: Query): Answer {
    const { mails } = this.contents;
    return json({ count: mails.count, mails: mails.list(query.get('search') ?? '') });
  }

  async #read([id = '', part, index]: readonly string[], query: Query): Promise<Answer> {
    const mail = this.contents.mails.find(id) ?? this.contents.templates?.find(id);
    if (mail === undefined) return problem(404, 'This mail is not there any more.');
    if (part === undefined) return json(detailsOf(mail, await partsOf(mail.raw)));
    const reading = PART_ANSWERS.get(part);
    return (
      (await reading?.(mail, { index: Number(index), query })) ?? problem(404, 'The mail has no such part.')
    );
  }

  #delete([id]: readonly string[]): Answer {
    const { mails } = this.contents;
    if (id === undefined) mails.clear();
    else if (!mails.delete(id)) return problem(404, 'This mail is not there any more.');
    return { status: 204 };
  }

  async #show(query: Query): Promise<Answer> {
    const { templates } = this.contents;
    if (templates === undefined) return problem(404, 'The application has no templates.');
    const context = contextIn(query.get('context') ?? '{}');
    if (context === undefined)
      return problem(422, 'The sample is not JSON. Write an object: { "name": "Ann" }.');
    const locale = query.get('locale') || undefined;
    const mail = await templates.show({ name: query.get('name') ?? '', locale, context });
    return json(detailsOf(mail, await partsOf(mail.raw)));
  }

  #listen(response: ServerResponse): void {
    const { send, end } = writeEvents(response);
    const stop = this.contents.mails.watch(send);
    const close = (): void => {
      // Mails may still arrive until all of the answer has left.
      stop();
      end();
    };
    this.#live.add(close);
    response.once('close', () => {
      stop();
      this.#live.delete(close);
    });
  }
}

/** By hand, because a client may write what is no URL. */
export function pathOf(address: string): string {
  return address.split('?', 1)[0] ?? '';
}

function queryOf(address: string): Query {
  return new URLSearchParams(address.slice(pathOf(address).length));
}

function page(method: string, name: string): Answer | undefined {
  const file = method === 'GET' || method === 'HEAD' ? pageFile(name || 'index.html') : undefined;
  return file && { headers: { 'Content-Type': file.type }, body: file.body };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function contextIn(text: string): object | undefined {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'object' && read !== null ? read : undefined;
  } catch {
    return undefined;
  }
}
