// Package audit reads what an application has noted of its records: JSON lines or CSV in
// UTF-8. A log is read whole before anything is made of it, so that a broken line at its
// end is known before the first record is sent.
package audit
