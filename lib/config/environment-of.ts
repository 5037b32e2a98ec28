import { MailConfigError } from '../errors/mail-config.error.js';
import { applicationEnvironment } from './application-environment.js';
import type { ConfigReader, MailSettings } from './mail-settings.js';
import { hasSettings, settingsTree } from './settings-tree.js';
import { environmentFromObject, type SpringEnvironment } from './spring/spring-environment.js';

/** Finds the settings: in code, in what was read already, or in the application's own files and variables. */
export function environmentOf(options: MailSettings): SpringEnvironment {
  const { config, load } = options;
  if (hasSettings(options)) {
    if (config !== undefined || load !== undefined) throw new MailConfigError([BOTH]);
    return environmentFromObject(settingsTree(options), 'MailModule.forRoot');
  }
  if (config === undefined) return applicationEnvironment(load);
  const tree = isReader(config) ? { spring: config.get('spring'), nest: config.get('nest') } : config;
  return environmentFromObject(tree, isReader(config) ? 'ConfigService' : 'loadSpringConfig');
}

const BOTH = {
  key: 'MailModule.forRoot',
  problem: 'has settings of its own beside config or load',
  advice:
    'Use one of them: settings in code stand alone, so that no password goes to a host it was not meant for.',
};

function isReader(config: object): config is ConfigReader {
  return 'get' in config && typeof config.get === 'function';
}
