// Package certs makes certificate authorities, and certificates that they sign. Keys are
// ECDSA on P-256, serial numbers are random, and nothing reads a clock: who asks says
// from when to when a certificate is good.
package certs
