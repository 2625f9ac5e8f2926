/* Names, and what each form of edit-stacks --names makes of them; a form that is not listed leaves
 * the name as it is. test_name_change.c reads it. */
/* clang-format off */
NAME("main", SAME)
NAME("app::f(int, char const*) const",
     NO_ARGS("app::f"),
     NO_TEMPLATES("app::f"),
     BASE("f"))
NAME("void app::sort_things<unsigned int>(std::vector<unsigned int>&)",
     NO_ARGS("app::sort_things<unsigned int>"),
     NO_TEMPLATES("app::sort_things"),
     BASE("sort_things"))
NAME("std::map<int, std::less<int> >::insert",
     NO_TEMPLATES("std::map::insert"),
     BASE("insert"))
NAME("std::map<int, std::vector<std::pair<int, char> > >::find(int const&)",
     NO_ARGS("std::map<int, std::vector<std::pair<int, char> > >::find"),
     NO_TEMPLATES("std::map::find"),
     BASE("find"))
NAME("std::map<int, std::vector<std::pair<int, char>>>::find(int const&)",
     NO_ARGS("std::map<int, std::vector<std::pair<int, char>>>::find"),
     NO_TEMPLATES("std::map::find"),
     BASE("find"))
NAME("std::function<void (int)>::operator()(int) const",
     NO_ARGS("std::function<void (int)>::operator()"),
     NO_TEMPLATES("std::function::operator()"),
     BASE("operator()"))
NAME("std::_Function_handler<long (shop::Item&), main::{lambda(shop::Item&)#1}>::_M_invoke(std::_Any_data const&, shop::Item&)",
     NO_ARGS("std::_Function_handler<long (shop::Item&), main::{lambda(shop::Item&)#1}>::_M_invoke"),
     NO_TEMPLATES("std::_Function_handler::_M_invoke"),
     BASE("_M_invoke"))
NAME("a::operator<",
     BASE("operator<"))
NAME("a::operator<(a::b const&, a::b const&)",
     NO_ARGS("a::operator<"),
     NO_TEMPLATES("a::operator<"),
     BASE("operator<"))
NAME("a::operator<< <char>(a::b&)",
     NO_ARGS("a::operator<< <char>"),
     NO_TEMPLATES("a::operator<<"),
     BASE("operator<<"))
NAME("std::__1::operator<<<std::__1::char_traits<char>>[abi:v160006](std::__1::basic_ostream<char>&, char)",
     NO_ARGS("std::__1::operator<<<std::__1::char_traits<char>>[abi:v160006]"),
     NO_TEMPLATES("std::__1::operator<<"),
     BASE("operator<<"))
NAME("a::operator<<int>(int)",
     NO_ARGS("a::operator<<int>"),
     NO_TEMPLATES("a::operator<"),
     BASE("operator<"))
NAME("a::operator><int>(int)",
     NO_ARGS("a::operator><int>"),
     NO_TEMPLATES("a::operator>"),
     BASE("operator>"))
NAME("a::operator<=>(a::b const&) const",
     NO_ARGS("a::operator<=>"),
     NO_TEMPLATES("a::operator<=>"),
     BASE("operator<=>"))
NAME("a::operator->*(int)",
     NO_ARGS("a::operator->*"),
     NO_TEMPLATES("a::operator->*"),
     BASE("operator->*"))
NAME("std::less<a>::operator->() const",
     NO_ARGS("std::less<a>::operator->"),
     NO_TEMPLATES("std::less::operator->"),
     BASE("operator->"))
NAME("a<&b::operator> >::f",
     NO_TEMPLATES("a::f"),
     BASE("f"))
NAME("operator new(unsigned long)",
     NO_ARGS("operator new"),
     NO_TEMPLATES("operator new"),
     BASE("operator new"))
NAME("operator new[](unsigned long)",
     NO_ARGS("operator new[]"),
     NO_TEMPLATES("operator new[]"),
     BASE("operator new[]"))
NAME("operator delete[](void*, unsigned long)",
     NO_ARGS("operator delete[]"),
     NO_TEMPLATES("operator delete[]"),
     BASE("operator delete[]"))
NAME("a::operator bool() const",
     NO_ARGS("a::operator bool"),
     NO_TEMPLATES("a::operator bool"),
     BASE("operator bool"))
NAME("a::operator std::vector<int>() const",
     NO_ARGS("a::operator std::vector<int>"),
     NO_TEMPLATES("a::operator std::vector"),
     BASE("operator std::vector"))
NAME("shop::Cart<shop::Item>::operator std::vector<shop::Item, std::allocator<shop::Item> >() const",
     NO_ARGS("shop::Cart<shop::Item>::operator std::vector<shop::Item, std::allocator<shop::Item> >"),
     NO_TEMPLATES("shop::Cart::operator std::vector"),
     BASE("operator std::vector"))
NAME("v8::internal::(anonymous namespace)::Invoke(v8::internal::Isolate*)",
     NO_ARGS("v8::internal::(anonymous namespace)::Invoke"),
     NO_TEMPLATES("v8::internal::(anonymous namespace)::Invoke"),
     BASE("Invoke"))
NAME("(anonymous namespace)::f(int)",
     NO_ARGS("(anonymous namespace)::f"),
     NO_TEMPLATES("(anonymous namespace)::f"),
     BASE("f"))
NAME("int (anonymous namespace)::f(int)",
     NO_ARGS("(anonymous namespace)::f"),
     NO_TEMPLATES("(anonymous namespace)::f"),
     BASE("f"))
NAME("main::{lambda(int)#1}::operator()(int) const",
     NO_ARGS("main::{lambda#1}::operator()"),
     NO_TEMPLATES("main::{lambda#1}::operator()"),
     BASE("main::{lambda#1}::operator()"))
NAME("a::main(int)::{lambda()#2}::operator()() const",
     NO_ARGS("a::main::{lambda#2}::operator()"),
     NO_TEMPLATES("a::main::{lambda#2}::operator()"),
     BASE("main::{lambda#2}::operator()"))
NAME("a::main(int)::'lambda'(int)::operator()(int) const",
     NO_ARGS("a::main::'lambda'::operator()"),
     NO_TEMPLATES("a::main::'lambda'::operator()"),
     BASE("main::'lambda'::operator()"))
NAME("a::f(int)::$_0::operator()() const",
     NO_ARGS("a::f::$_0::operator()"),
     NO_TEMPLATES("a::f::$_0::operator()"),
     BASE("f::$_0::operator()"))
NAME("f(int)::{lambda()#1}::operator()() const [clone .isra.0]_[k]",
     NO_ARGS("f::{lambda#1}::operator() [clone .isra.0]_[k]"),
     NO_TEMPLATES("f::{lambda#1}::operator() [clone .isra.0]_[k]"),
     BASE("f::{lambda#1}::operator()_[k]"),
     NO_HASH("f(int)::{lambda()#1}::operator()() const_[k]"))
NAME("foo[abi:cxx11](int)",
     NO_ARGS("foo[abi:cxx11]"),
     NO_TEMPLATES("foo"),
     BASE("foo"))
NAME("decltype(auto) a::f<int>(int)",
     NO_ARGS("a::f<int>"),
     NO_TEMPLATES("a::f"),
     BASE("f"))
NAME("decltype ((x).y()) a::f(int)",
     NO_ARGS("a::f"),
     NO_TEMPLATES("a::f"),
     BASE("f"))
NAME("auto a::f<int>(int)::{lambda(auto:1)#1}::operator()<int>(int) const",
     NO_ARGS("a::f<int>::{lambda#1}::operator()<int>"),
     NO_TEMPLATES("a::f::{lambda#1}::operator()"),
     BASE("f::{lambda#1}::operator()"))
NAME("a::f(int) &&",
     NO_ARGS("a::f"),
     NO_TEMPLATES("a::f"),
     BASE("f"))
NAME("a::f(int) const &",
     NO_ARGS("a::f"),
     NO_TEMPLATES("a::f"),
     BASE("f"))
NAME("a::f(int) noexcept",
     NO_ARGS("a::f"),
     NO_TEMPLATES("a::f"),
     BASE("f"))
NAME("a<(5>3)>::f",
     NO_TEMPLATES("a::f"),
     BASE("f"))
NAME("a<(3<5)>::f<(x)1>(int)",
     NO_ARGS("a<(3<5)>::f<(x)1>"),
     NO_TEMPLATES("a::f"),
     BASE("f"))
NAME("a<b->c>::f",
     NO_TEMPLATES("a::f"),
     BASE("f"))
NAME("f(int) [clone .cold]",
     NO_ARGS("f [clone .cold]"),
     NO_TEMPLATES("f [clone .cold]"),
     BASE("f"),
     NO_HASH("f(int)"))
NAME("f(int) [clone .part.0] [clone .cold]",
     NO_ARGS("f [clone .part.0] [clone .cold]"),
     NO_TEMPLATES("f [clone .part.0] [clone .cold]"),
     BASE("f"),
     NO_HASH("f(int)"))
NAME("f(int) (.cold.1)",
     NO_ARGS("f (.cold.1)"),
     NO_TEMPLATES("f (.cold.1)"),
     BASE("f"),
     NO_HASH("f(int)"))
NAME("f(int).cold",
     NO_ARGS("f.cold"),
     NO_TEMPLATES("f.cold"),
     BASE("f"),
     NO_HASH("f(int)"))
NAME("a::f(int):file.cc:12",
     NO_ARGS("a::f:file.cc:12"),
     NO_TEMPLATES("a::f:file.cc:12"),
     BASE("f"))
NAME("void (*a::f(int))(char)", SAME)
NAME("non-virtual thunk to a::f(int)",
     NO_ARGS("non-virtual thunk to a::f"),
     NO_TEMPLATES("non-virtual thunk to a::f"),
     BASE("f"))
NAME("virtual thunk to a::f<int>(int)",
     NO_ARGS("virtual thunk to a::f<int>"),
     NO_TEMPLATES("virtual thunk to a::f"),
     BASE("f"))
NAME("a::~a()",
     NO_ARGS("a::~a"),
     NO_TEMPLATES("a::~a"),
     BASE("~a"))
NAME("std::enable_if<true, int>::type a::f<int>(int)",
     NO_ARGS("a::f<int>"),
     NO_TEMPLATES("a::f"),
     BASE("f"))
NAME("boost::optional<std::pair<int const, a> >& a::g(int)",
     NO_ARGS("a::g"),
     NO_TEMPLATES("a::g"),
     BASE("g"))
NAME("broken<a::f", SAME)
NAME("f(", SAME)
NAME("a>b", SAME)
NAME("_ZN3foo3barIiEEvT_",
     NO_ARGS("foo::bar<int>"),
     NO_TEMPLATES("foo::bar"),
     BASE("bar"),
     NO_HASH("foo::bar<int>"))
NAME("_ZN4core3fmt5Write9write_fmt17h0123456789abcdefE",
     NO_ARGS("core::fmt::Write::write_fmt"),
     NO_TEMPLATES("core::fmt::Write::write_fmt"),
     BASE("write_fmt"),
     NO_HASH("core::fmt::Write::write_fmt"))
NAME("_RNvCs1234_7mycrate3foo",
     NO_ARGS("mycrate::foo"),
     NO_TEMPLATES("mycrate::foo"),
     BASE("foo"),
     NO_HASH("mycrate::foo"))
NAME("_ZNSt6vectorIiSaIiEE9push_backEOi_[i]",
     NO_ARGS("std::vector<int, std::allocator<int> >::push_back_[i]"),
     NO_TEMPLATES("std::vector::push_back_[i]"),
     BASE("push_back_[i]"),
     NO_HASH("std::vector<int, std::allocator<int> >::push_back_[i]"))
NAME("void [System.Private.CoreLib] System.Threading.Foo::Bar(int32)[OptimizedTier1]",
     NO_ARGS("System.Threading.Foo::Bar"),
     NO_TEMPLATES("System.Threading.Foo::Bar"),
     BASE("Bar"))
NAME("class System.String [Shop] Shop.Cart`1[int]::Total(int32)[Tier0]",
     NO_ARGS("Shop.Cart`1[int]::Total"),
     NO_TEMPLATES("Shop.Cart`1::Total"),
     BASE("Total"))
NAME("core::ptr::drop_in_place<alloc::string::String>::h0123456789abcdef",
     NO_TEMPLATES("core::ptr::drop_in_place::h0123456789abcdef"),
     BASE("drop_in_place"),
     NO_HASH("core::ptr::drop_in_place<alloc::string::String>"))
NAME("<alloc::vec::Vec<T> as core::ops::drop::Drop>::drop",
     NO_TEMPLATES("<alloc::vec::Vec as core::ops::drop::Drop>::drop"),
     BASE("drop"))
NAME("<alloc::vec::Vec<T,A> as core::iter::traits::collect::Extend<T>>::extend::h0123456789abcdef",
     NO_TEMPLATES("<alloc::vec::Vec as core::iter::traits::collect::Extend>::extend::h0123456789abcdef"),
     BASE("extend"),
     NO_HASH("<alloc::vec::Vec<T,A> as core::iter::traits::collect::Extend<T>>::extend"))
NAME("<alloc::raw_vec::RawVecInner<_>>::reserve::do_reserve::<alloc::alloc::Global>",
     NO_TEMPLATES("<alloc::raw_vec::RawVecInner>::reserve::do_reserve"),
     BASE("do_reserve"))
NAME("core::fmt::num::<impl core::fmt::Display for u32>::fmt",
     BASE("fmt"))
NAME("core::slice::sort::merge_sort::<(i32, i32), core::slice::sort::stable_sort<(i32, i32), <[(i32, i32)]>::sort::{closure#0}>::{closure#0}>",
     NO_TEMPLATES("core::slice::sort::merge_sort"),
     BASE("merge_sort"))
NAME("core::ops::function::FnOnce::call_once{{vtable.shim}}::h0123456789abcdef",
     BASE("call_once{{vtable.shim}}"),
     NO_HASH("core::ops::function::FnOnce::call_once{{vtable.shim}}"))
NAME("std::rt::lang_start::{{closure}}",
     BASE("lang_start::{{closure}}"))
NAME("work::main::{closure#0}",
     BASE("main::{closure#0}"))
NAME("tokio::runtime::task::raw::poll::<work::serve::{closure#0}, alloc::sync::Arc<tokio::runtime::scheduler::Handle>>",
     NO_TEMPLATES("tokio::runtime::task::raw::poll"),
     BASE("poll"))
NAME("core[846817f741e54dfd]::fmt::Write::write_fmt",
     NO_TEMPLATES("core::fmt::Write::write_fmt"),
     BASE("write_fmt"),
     NO_HASH("core::fmt::Write::write_fmt"))
NAME("<core[846817f741e54dfd]::option::Option<T>>::map",
     NO_TEMPLATES("<core::option::Option>::map"),
     BASE("map"),
     NO_HASH("<core::option::Option<T>>::map"))
NAME("<fn(i32) -> i32 as core::ops::function::FnOnce<(i32,)>>::call_once",
     NO_TEMPLATES("<fn(i32) -> i32 as core::ops::function::FnOnce>::call_once"),
     BASE("call_once"))
NAME("__rust_begin_short_backtrace", SAME)
NAME("java.lang.String.indexOf",
     BASE("indexOf"),
     JAVA("String.indexOf"))
NAME("void java.util.Arrays.sort(int[], int)",
     NO_ARGS("java.util.Arrays.sort"),
     NO_TEMPLATES("java.util.Arrays.sort"),
     BASE("sort"),
     JAVA("Arrays.sort"))
NAME("void java.util.DualPivotQuicksort.sort_[j]",
     NO_ARGS("java.util.DualPivotQuicksort.sort_[j]"),
     NO_TEMPLATES("java.util.DualPivotQuicksort.sort_[j]"),
     BASE("sort_[j]"),
     JAVA("DualPivotQuicksort.sort_[j]"))
NAME("boolean java.util.regex.CharPredicates$$Lambda$16/0x800000024.is",
     NO_ARGS("java.util.regex.CharPredicates$$Lambda$16/0x800000024.is"),
     NO_TEMPLATES("java.util.regex.CharPredicates$$Lambda$16/0x800000024.is"),
     BASE("is"),
     JAVA("CharPredicates$$Lambda.is"),
     NO_HASH("boolean java.util.regex.CharPredicates$$Lambda.is"))
NAME("void Work$$Lambda$1/0x00007f2478000a08.run",
     NO_ARGS("Work$$Lambda$1/0x00007f2478000a08.run"),
     NO_TEMPLATES("Work$$Lambda$1/0x00007f2478000a08.run"),
     BASE("run"),
     JAVA("Work$$Lambda.run"),
     NO_HASH("void Work$$Lambda.run"))
NAME("com.foo.Bar$$Lambda.0x00007f80cc003000.apply_[0]",
     BASE("apply_[0]"),
     JAVA("Bar$$Lambda.apply_[0]"),
     NO_HASH("com.foo.Bar$$Lambda.apply_[0]"))
NAME("com.foo.Bar$$Lambda+0x00007f80cc003000.apply",
     BASE("apply"),
     JAVA("Bar$$Lambda.apply"),
     NO_HASH("com.foo.Bar$$Lambda.apply"))
NAME("com.foo.Bar$$Lambda$14/1234567.run",
     BASE("run"),
     JAVA("Bar$$Lambda.run"),
     NO_HASH("com.foo.Bar$$Lambda.run"))
NAME("Lcom/foo/Bar:::baz_[j]",
     BASE("baz_[j]"),
     JAVA("Bar.baz_[j]"))
NAME("LWork:::main",
     BASE("main"),
     JAVA("Work.main"))
NAME("java/util/HashMap.put(Ljava/lang/Object:Ljava/lang/Object:)Ljava/lang/Object:",
     NO_ARGS("java/util/HashMap.put"),
     NO_TEMPLATES("java/util/HashMap.put"),
     BASE("put"),
     JAVA("HashMap.put"))
NAME("java/util/concurrent/ThreadPoolExecutor$Worker.run_[1]",
     BASE("run_[1]"),
     JAVA("ThreadPoolExecutor$Worker.run_[1]"))
NAME("com.sun.accessibility.resources.names_de.get",
     BASE("get"),
     JAVA("names_de.get"))
NAME("com/foo/Bar::baz",
     BASE("baz"),
     JAVA("Bar.baz"))
NAME("com.foo.Bar.<init>",
     BASE("Bar.<init>"),
     JAVA("Bar.<init>"))
NAME("com.foo.Bar.<clinit>",
     BASE("Bar.<clinit>"),
     JAVA("Bar.<clinit>"))
NAME("com.foo.Bar.lambda$main$0",
     BASE("lambda$main$0"),
     JAVA("Bar.lambda$main$0"))
NAME("com.foo.Bar$1.run",
     BASE("run"),
     JAVA("Bar$1.run"))
NAME("com.sun.proxy.$Proxy12.get",
     BASE("get"),
     JAVA("$Proxy.get"),
     NO_HASH("com.sun.proxy.$Proxy.get"))
NAME("jdk.proxy2.$Proxy17.get",
     BASE("get"),
     JAVA("$Proxy.get"),
     NO_HASH("jdk.proxy.$Proxy.get"))
NAME("jdk/proxy2/$Proxy17.get",
     BASE("get"),
     JAVA("$Proxy.get"),
     NO_HASH("jdk/proxy/$Proxy.get"))
NAME("jdk.internal.reflect.GeneratedMethodAccessor33.invoke",
     BASE("invoke"),
     JAVA("GeneratedMethodAccessor.invoke"),
     NO_HASH("jdk.internal.reflect.GeneratedMethodAccessor.invoke"))
NAME("sun.reflect.GeneratedConstructorAccessor5.newInstance",
     BASE("newInstance"),
     JAVA("GeneratedConstructorAccessor.newInstance"),
     NO_HASH("sun.reflect.GeneratedConstructorAccessor.newInstance"))
NAME("com.a.Foo$$EnhancerBySpringCGLIB$$1f2e3d.get",
     BASE("get"),
     JAVA("Foo$$EnhancerBySpringCGLIB.get"),
     NO_HASH("com.a.Foo$$EnhancerBySpringCGLIB.get"))
NAME("com.a.Foo$$FastClassBySpringCGLIB$$8ab1.invoke",
     BASE("invoke"),
     JAVA("Foo$$FastClassBySpringCGLIB.invoke"),
     NO_HASH("com.a.Foo$$FastClassBySpringCGLIB.invoke"))
NAME("com.a.Foo$$SpringCGLIB$$0.get",
     BASE("get"),
     JAVA("Foo$$SpringCGLIB.get"),
     NO_HASH("com.a.Foo$$SpringCGLIB.get"))
NAME("com.a.User$HibernateProxy$aB3dE.getName",
     BASE("getName"),
     JAVA("User$HibernateProxy.getName"),
     NO_HASH("com.a.User$HibernateProxy.getName"))
NAME("com.a.Foo_$$_jvst1a2_0.get",
     BASE("get"),
     JAVA("Foo_$$_jvst.get"),
     NO_HASH("com.a.Foo_$$_jvst.get"))
NAME("java.lang.invoke.LambdaForm$MH/0x00007f80cc003000.invoke",
     BASE("invoke"),
     JAVA("LambdaForm$MH.invoke"),
     NO_HASH("java.lang.invoke.LambdaForm$MH.invoke"))
NAME("java.lang.invoke.LambdaForm$DMH.0x00007f80cc003000.invokeStatic",
     BASE("invokeStatic"),
     JAVA("LambdaForm$DMH.invokeStatic"),
     NO_HASH("java.lang.invoke.LambdaForm$DMH.invokeStatic"))
NAME("java.base@17.0.1/java.util.HashMap.get",
     BASE("get"),
     JAVA("HashMap.get"))
NAME("java.base/java.lang.Thread.run",
     BASE("run"),
     JAVA("Thread.run"))
NAME("scala.collection.immutable.List.$anonfun$map$1",
     BASE("$anonfun$map$1"),
     JAVA("List.$anonfun$map$1"))
NAME("kotlinx.coroutines.DispatchedTask.run",
     BASE("run"),
     JAVA("DispatchedTask.run"))
NAME("Interpreter_[j]", SAME)
NAME("StubRoutines (1)", SAME)
NAME("vtable stub", SAME)
NAME("github.com/a/b.(*T).f",
     BASE("f"),
     GO("b.(*T).f"))
NAME("github.com/a/b/v2.(*T).f.func1",
     BASE("f.func1"),
     GO("b.(*T).f.func1"))
NAME("github.com/a/b/v2.F[go.shape.struct { X github.com/x/y.T }]",
     NO_TEMPLATES("github.com/a/b/v2.F"),
     BASE("F"),
     GO("b.F[go.shape.struct { X y.T }]"))
NAME("github.com/jackc/pgx/v5/pgconn.(*PgConn).Exec",
     BASE("Exec"),
     GO("pgconn.(*PgConn).Exec"))
NAME("github.com/jackc/pgx/v5.Connect",
     BASE("Connect"),
     GO("pgx.Connect"))
NAME("gopkg.in/yaml%2ev3.(*Decoder).Decode",
     BASE("Decode"),
     GO("yaml.v3.(*Decoder).Decode"))
NAME("net/http.(*Client).Do",
     BASE("Do"),
     GO("http.(*Client).Do"))
NAME("net/http.HandlerFunc.ServeHTTP",
     BASE("ServeHTTP"),
     GO("http.HandlerFunc.ServeHTTP"))
NAME("net/http.(*conn).serve-fm",
     BASE("serve-fm"),
     GO("http.(*conn).serve-fm"))
NAME("main.main",
     BASE("main"))
NAME("main.main.func1.2",
     BASE("main.func1.2"))
NAME("main.f(0xc000010000, 0x1)",
     NO_ARGS("main.f"),
     NO_TEMPLATES("main.f"),
     BASE("f"))
NAME("main.Map[...]",
     NO_TEMPLATES("main.Map"),
     BASE("Map"))
NAME("main.Map[go.shape.int,go.shape.string].func1",
     NO_TEMPLATES("main.Map.func1"),
     BASE("Map.func1"))
NAME("main.init.0",
     BASE("init.0"))
NAME("main.glob..func1",
     BASE("glob..func1"))
NAME("runtime.goexit.abi0",
     BASE("goexit"),
     NO_HASH("runtime.goexit"))
NAME("runtime.(*mcache).nextFree_[i]",
     BASE("nextFree_[i]"))
NAME("runtime.wbBufFlush.func1",
     BASE("wbBufFlush.func1"))
NAME("time.Time.Add",
     BASE("Add"))
NAME("context.cancelCtx.Deadline",
     BASE("Deadline"))
NAME("io.netty.channel.Channel.read",
     BASE("read"),
     JAVA("Channel.read"))
NAME("bytes.(*Buffer).Write",
     BASE("Write"))
NAME("slices.pdqsortCmpFunc[go.shape.int]",
     NO_TEMPLATES("slices.pdqsortCmpFunc"),
     BASE("pdqsortCmpFunc"))
NAME("type:.eq.github.com/a/b.T",
     BASE("T"),
     GO("type:.eq.b.T"))
NAME("example.com/shop/cart.(*Cart[go.shape.int]).Total",
     NO_TEMPLATES("example.com/shop/cart.(*Cart).Total"),
     BASE("Total"),
     GO("cart.(*Cart[go.shape.int]).Total"))
NAME("internal/reflectlite.Swapper.func3",
     BASE("Swapper.func3"),
     GO("reflectlite.Swapper.func3"))
NAME("JS:*fillMap /home/x/work.js:2:17",
     BASE("fillMap"))
NAME("JS:^ /home/x/work.js:2:17", SAME)
NAME("JS:* node:internal/main:3:1", SAME)
NAME("JS:~Module._extensions..js node:internal/modules/cjs/loader:1604:37_[j]",
     BASE("_extensions..js_[j]"))
NAME("LazyCompile:~f node:internal/main:3",
     BASE("f"))
NAME("(anonymous) /home/x/work.js:2:17", SAME)
NAME("(anonymous) closures.js:41_[j]", SAME)
NAME("f file:///home/x/work.js:2:17",
     BASE("f"))
NAME("Builtin:JSEntryTrampoline",
     BASE("JSEntryTrampoline"))
NAME("Builtins_InterpreterEntryTrampoline", SAME)
NAME("node::LoadEnvironment(node::Environment*, std::function<void (node::Environment*)>)",
     NO_ARGS("node::LoadEnvironment"),
     NO_TEMPLATES("node::LoadEnvironment"),
     BASE("LoadEnvironment"))
NAME("py::work:/home/x/work.py",
     BASE("work"))
NAME("py::<module>:/home/x/work.py", SAME)
NAME("py::Shop.fill.<locals>.<lambda>:/home/x/work.py", SAME)
NAME("work (work.py:12)",
     BASE("work"))
NAME("Shop.fill (shop.py:9)",
     BASE("fill"))
NAME("<module> (json/__init__.py:107)", SAME)
NAME("<listcomp> (shop.py:3)", SAME)
NAME("_find_spec (<frozen importlib._bootstrap>:1054)",
     BASE("_find_spec"))
NAME("block in Shop#fill (/srv/shop.rb:12)",
     BASE("block in Shop#fill"))
NAME("compress:src/deflate.c:120",
     BASE("compress"))
NAME("main (heap.c)", SAME)
NAME("Source: /usr/include/stdio.h", SAME)
NAME("CGProfilePass: templates.cc", SAME)
NAME("OptFunction: operator new[]", SAME)
NAME("__libc_start_main@@GLIBC_2.34",
     BASE("__libc_start_main"),
     NO_HASH("__libc_start_main"))
NAME("malloc@plt",
     BASE("malloc"),
     NO_HASH("malloc"))
NAME("finish_task_switch.isra.0_[k]",
     BASE("finish_task_switch_[k]"),
     NO_HASH("finish_task_switch_[k]"))
NAME("f.part.0.cold",
     BASE("f"),
     NO_HASH("f"))
NAME("f.llvm.8245",
     BASE("f"),
     NO_HASH("f"))
NAME("f.__uniq.123",
     BASE("f"),
     NO_HASH("f"))
NAME("f.constprop.0+0x1b",
     BASE("f+0x1b"),
     NO_HASH("f+0x1b"))
NAME("f.omp_fn.0", SAME)
NAME("do_syscall_64_[k]", SAME)
NAME("genunix`kmem_alloc",
     BASE("kmem_alloc"))
NAME("ntdll!NtWaitForSingleObject",
     BASE("NtWaitForSingleObject"))
NAME("libshop.so`shop::cart::total(int)",
     NO_ARGS("libshop.so`shop::cart::total"),
     NO_TEMPLATES("libshop.so`shop::cart::total"),
     BASE("total"))
NAME("-[NSString stringWithFormat:]", SAME)
NAME("+[Shop total:(int)]", SAME)
NAME("[libc.so.6]", SAME)
NAME("[unknown]", SAME)
NAME("[kernel.kallsyms]_[k]", SAME)
NAME("[[kernel.kallsyms]]_[k]", SAME)
NAME("/usr/bin/python3.11", SAME)
NAME("libfoo-1.2.so", SAME)
NAME("python3.11", SAME)
NAME("swapper/0", SAME)
NAME("kworker/0:1", SAME)
NAME("Web Content (1)", SAME)
NAME("C2 CompilerThre", SAME)
NAME("Node.js thread", SAME)
NAME("tokio-runtime-w", SAME)
NAME("--", SAME)
NAME("-", SAME)
NAME("::", SAME)
NAME("operator", SAME)
NAME("(", SAME)
NAME("üb::größe(int)",
     NO_ARGS("üb::größe"),
     NO_TEMPLATES("üb::größe"),
     BASE("größe"))
NAME("_[k]", SAME)
NAME("0x7f1234", SAME)
NAME("camlStdlib__List__map_123", SAME)
NAME("closure #1 in main.f(_:)",
     NO_ARGS("closure #1 in main.f"),
     NO_TEMPLATES("closure #1 in main.f"),
     BASE("closure #1 in main.f"))
NAME("main.f(_:) -> Swift.Int",
     NO_ARGS("main.f"),
     NO_TEMPLATES("main.f"),
     BASE("f"))
