//go:build !unix

package lab

import (
	"context"
	"errors"
)

var (
	errUnix = errors.New("the lab runs on Linux and macOS alone")
	errBusy = errors.New("locked by another process")
)

type process struct {
	pid  int
	done chan struct{}
	err  error
}

func launch([]string, string, string, string) (*process, error) { return nil, errUnix }
func (p *process) free()                                        {}
func (p *process) alive() bool                                  { return false }
func (p *process) terminate() error                             { return errUnix }
func (p *process) stop() error                                  { return errUnix }
func (p *process) cont() error                                  { return errUnix }
func (p *process) ending() error                                { return errUnix }
func (p *process) kill() error                                  { return errUnix }

func lock(context.Context, string) (func(), error) { return nil, errUnix }
func tryLock(string) (func(), error)               { return nil, errUnix }
func killPid(int) error                            { return errUnix }
