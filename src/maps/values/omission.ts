/**
 * What stands where words were taken out of a text. No letters: it can hold no word that is looked
 * for, so that taking out again changes nothing. And nothing that HTML, Markdown, JSON or mail
 * would have to escape, as nobody knows the format of each text in which words are found.
 */
export const OMISSION = '[...]'
