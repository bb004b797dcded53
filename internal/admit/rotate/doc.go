// Package rotate keeps the certificate of a webhook fresh without ever serving
// one that the API server does not trust yet. Several replicas share one
// state, which lies in a Secret: whoever writes first wins, and the others
// follow.
//
// A new authority is first published beside the old one, then used, and the
// old one is taken out of the bundle only after nobody can serve its leaf any
// more. What is done next follows from the state and the time alone.
package rotate
