/** The variable that other programs take the token from, so that no token is ever part of what is copied for them. */
export const tokenVariable = 'KORUSTICKET_TOKEN';

/** The variable that other programs take the address of the API from. */
export const apiVariable = 'KORUSTICKET_API_URL';
