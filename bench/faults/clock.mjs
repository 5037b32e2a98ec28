// Sets the clock of this process off by as many milliseconds as its task says.
const { clock = 0 } = JSON.parse(process.argv[2]);
const RightDate = Date;

globalThis.Date = class extends RightDate {
  constructor(...values) {
    super(...(values.length === 0 ? [RightDate.now() + clock] : values));
  }

  static now() {
    return RightDate.now() + clock;
  }
};
