//go:build unix

package file

import (
	"errors"
	"io"
	"os"
	"syscall"
)

// nonBlock opens a pipe without waiting for its writer.
const nonBlock = syscall.O_NONBLOCK

// regular is the descriptor of an open regular file. It is read without the
// runtime's poller, which would cost more than all of a small file.
type regular int

// openRegular opens a file and tells its size. It does not wait if a pipe has
// taken the file's place, and refuses it.
func openRegular(path string) (regular, int64, error) {
	fd, err := retry(func() (int, error) {
		return syscall.Open(path, syscall.O_RDONLY|syscall.O_CLOEXEC|nonBlock, 0)
	})
	if err != nil {
		return 0, 0, &os.PathError{Op: "open", Path: path, Err: err}
	}
	var info syscall.Stat_t
	err = syscall.Fstat(fd, &info)
	if err == nil && info.Mode&syscall.S_IFMT != syscall.S_IFREG {
		err = errNotRegular
	}
	if err != nil {
		return 0, 0, errors.Join(err, syscall.Close(fd))
	}
	return regular(fd), info.Size, nil
}

// Read is that of io.Reader.
func (r regular) Read(into []byte) (int, error) {
	n, err := retry(func() (int, error) { return syscall.Read(int(r), into) })
	switch {
	case err != nil:
		return 0, err
	case n == 0 && len(into) > 0:
		return 0, io.EOF
	}
	return n, nil
}

// Close gives the descriptor back.
func (r regular) Close() error { return syscall.Close(int(r)) }

// retry calls again after a signal.
func retry(call func() (int, error)) (int, error) {
	for {
		if n, err := call(); !errors.Is(err, syscall.EINTR) {
			return n, err
		}
	}
}

// firstRead reads the first bytes of a pipe. The first time that it finds the
// end, no writer has come yet; it waits until the poller tells of one.
func firstRead(file *os.File, into []byte) (n int, err error) {
	conn, err := file.SyscallConn()
	if err != nil {
		return 0, err
	}
	woken := false
	waited := conn.Read(func(fd uintptr) bool {
		n, err = regular(fd).Read(into)
		wait := errors.Is(err, syscall.EAGAIN) || errors.Is(err, io.EOF) && !woken
		woken = true
		return !wait
	})
	if waited != nil {
		return 0, waited
	}
	return n, err
}
