/**
 * Why a record was refused. Fixed sentences only: records hold customers' messages, so neither
 * their text nor a parser's error message (which quotes it) may ever become part of a reason.
 */
export const problemReasons = {
  notUtf8: 'not valid UTF-8',
  notJson: 'not JSON',
  notAnObject: 'not a JSON object',
  nul: 'holds a NUL character',
  loneSurrogate: 'holds a lone surrogate',
  longNumber: 'holds a number of more than 1,000 digits',
  tooDeep: 'is nested deeper than 512 levels',
  tooLarge: 'is larger than one record may be',
  unfinished: 'not JSON: the input ends before the record does',
  unclosedArray: 'not JSON: the input ends before the array is closed',
  brokenGzip: 'the gzip data is cut off or damaged: what came before that is taken',
  gzipBomb: 'the gzip data unpacks to far more than exports do: what came before that is taken',
  trailing: 'not JSON: something follows the end of the document',
} as const
