#include "read/sink_root.h"

#include "read/options.h"

#include <string.h>

static void append(struct buffer *buffer, const char *bytes, size_t size)
{
	buffer_append(buffer, bytes ? bytes : "?", bytes ? size : 1);
}

/* Composes the root frame: blanks and newlines become '_', and ';', which would separate frames,
 * becomes ':'. */
static void compose_root(struct sink *sink, const struct process *process)
{
	const struct read_options *options = sink->options;
	struct buffer *root = &sink->root;
	root->size = 0;
	append(root, process->comm, process->comm_size);
	if (options->tid || options->pid) {
		buffer_byte(root, '-');
		append(root, process->pid, process->pid_size);
	}
	if (options->tid) {
		buffer_byte(root, '/');
		append(root, process->tid, process->tid_size);
	}
	for (size_t i = 0; i < root->size; i++) {
		char c = root->data[i];
		if (c == ' ' || c == '\n' || c == '\r')
			root->data[i] = '_';
		else if (c == ';')
			root->data[i] = ':';
	}
}

/* The fields from which the root frame is made: if they are the same, it is not composed again. */
static bool same_process(struct sink *sink, const struct process *process)
{
	const struct read_options *options = sink->options;
	size_t pid = options->pid || options->tid ? process->pid_size : 0;
	size_t tid = options->tid ? process->tid_size : 0;
	size_t size = process->comm_size + pid + tid + 2;
	struct buffer *memo = &sink->memo;
	const char *m = memo->data;
	if (sink->root_frame != FRAME_NONE && memo->size == size &&
	    m[0] == (char)process->comm_size && m[1] == (char)pid &&
	    memcmp(m + 2, process->comm, process->comm_size) == 0 &&
	    (!pid || memcmp(m + 2 + process->comm_size, process->pid, pid) == 0) &&
	    (!tid || memcmp(m + 2 + process->comm_size + pid, process->tid, tid) == 0))
		return true;
	memo->size = 0;
	buffer_byte(memo, (char)process->comm_size);
	buffer_byte(memo, (char)pid);
	buffer_append(memo, process->comm, process->comm_size);
	buffer_append(memo, process->pid, pid);
	buffer_append(memo, process->tid, tid);
	return false;
}

uint32_t sink_root(struct sink *sink, const struct process *process, bool *failed)
{
	if (sink->options->no_comm || (!process->comm && !process->pid && !process->tid))
		return FRAME_NONE;
	if (!process->comm && !sink->options->pid && !sink->options->tid)
		return FRAME_NONE;
	if (process->comm && same_process(sink, process))
		return sink->root_frame;
	compose_root(sink, process);
	uint32_t id = frames_intern(&sink->frames, sink->root.data, sink->root.size);
	sink->clues.roots = true;
	*failed = id == FRAME_NONE || sink->root.failed || sink->memo.failed ||
	          (sink->options->wall && !wall_root(&sink->wall, id));
	sink->root_frame = process->comm ? id : FRAME_NONE;
	return id;
}
