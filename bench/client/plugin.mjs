/** A plugin of nodemailer's, as small as one can be. */
export function addHeader({ data }, done) {
  data.headers = { 'X-Campaign': 'autumn' };
  done();
}
