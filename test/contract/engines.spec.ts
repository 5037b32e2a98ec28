import { describe, it } from '@jest/globals';
import { Eta } from 'eta';
import type { TemplateEngine } from 'nestjs-spring-mail';
import { handlebars } from 'nestjs-spring-mail/handlebars';
import { markdown } from 'nestjs-spring-mail/markdown';
import { engineContract } from 'nestjs-spring-mail/testing';

engineContract({ describe, it }, 'handlebars', () => ({
  engine: handlebars(),
  says: (name) => `Hello {{${name}}}`,
  broken: '{{#if}',
}));

engineContract({ describe, it }, 'markdown with handlebars', () => ({
  engine: markdown({ engine: handlebars() }),
  says: (name) => `Hello {{${name}}}`,
  broken: '{{#if}',
}));

/** As docs/templates.md shows it. */
function eta(): TemplateEngine {
  const escaping = new Eta();
  const plain = new Eta({ autoEscape: false });
  return {
    extensions: ['eta'],
    compile({ text, part }) {
      const engine = part === 'html' ? escaping : plain;
      const render = engine.compile(text);
      return (context) => engine.render(render, context);
    },
  };
}
engineContract({ describe, it }, 'an engine of ten lines', () => ({
  engine: eta(),
  says: (name) => `Hello <%= it.${name} %>`,
  broken: '<% if ( %>',
}));
