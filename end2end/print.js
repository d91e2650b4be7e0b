// The moment on paper. A page may be open for days while its numbers follow the changes: the server's moment of the
// document is moved by the time since then. The clock of the device measures that time only, and may be wrong.
addEventListener('beforeprint', () => {
  const { dataset } = document.documentElement;
  const moment = new Date(Date.parse(`${dataset.moment}Z`) + Date.now() - performance.timeOrigin);
  if (dataset.moment) {
    dataset.printed = moment.toLocaleString('id-ID', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
  }
});

