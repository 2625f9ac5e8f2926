# A function, and a longer label at its beginning, as in the code that OCaml compiles to: perf shows
# the label where it does not know more, and the function where addr2line does.
	.text
	.globl	build
	.type	build, @function
build:
	.globl	code_begin
code_begin:
	nop
	ret
	.size	build, . - build
	.globl	code_end
code_end:
	nop
	.section	.note.GNU-stack, "", @progbits
