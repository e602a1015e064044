/* The engine on Debian's wabt: its interpreter, one store for each instance; nothing is shared. */
#include "mk/engine.h"

#include <wabt/binary-reader.h>
#include <wabt/error.h>
#include <wabt/interp/binary-reader-interp.h>
#include <wabt/interp/interp.h>

#include <algorithm>
#include <atomic>
#include <climits>
#include <cstdio>
#include <memory>
#include <new>
#include <string>
#include <vector>

using namespace wabt;         // NOLINT: its readers
using namespace wabt::interp; // NOLINT: its machine

namespace
{

/*
 * Func::Call runs to the end, whenever that is. Thread::Run(count) is public and stops, but what it
 * needs first, the pushing of a call, is for DefinedFunc only. The standard lets an explicit
 * instantiation name a private member ([temp.explicit]); that is what gives a guest fuel here.
 */
template <typename Tag, typename Tag::type Member> struct Opened {
    friend typename Tag::type open(Tag)
    {
        return Member;
    }
};
struct PushValues {
    using type = void (Thread::*)(const ValueTypes &, const Values &);
    friend type open(PushValues);
};
struct PopValues {
    using type = void (Thread::*)(const ValueTypes &, Values *);
    friend type open(PopValues);
};
struct PushCall {
    using type = RunResult (Thread::*)(const DefinedFunc &, Trap::Ptr *);
    friend type open(PushCall);
};
struct Frames {
    using type = std::vector<Frame> Thread::*;
    friend type open(Frames);
};
template struct Opened<PushValues, &Thread::PushValues>;
template struct Opened<PopValues, &Thread::PopValues>;
template struct Opened<PushCall, &Thread::PushCall>;
template struct Opened<Frames, &Thread::frames_>;

/* Instructions until the kill flag is looked at: well below a millisecond. */
constexpr int SLICE = 10000;

void say(mk_engine_error_t *error, const std::string &text)
{
    std::snprintf(error->text, sizeof error->text, "%s", text.c_str());
}

std::string signature_of(const FuncType &type)
{
    auto letters = [](const ValueTypes &types) {
        std::string text;
        for (const ValueType each : types) {
            text += each == ValueType::I32 ? 'i' : each == ValueType::I64 ? 'I' : '?';
        }
        return text;
    };
    return letters(type.params) + ")" + letters(type.results);
}

Values values_of(const ValueTypes &types, const uint64_t *numbers)
{
    Values values;
    for (size_t i = 0; i < types.size(); i++) {
        values.push_back(types[i] == ValueType::I64 ? Value::Make(static_cast<u64>(numbers[i]))
                                                    : Value::Make(static_cast<u32>(numbers[i])));
    }
    return values;
}

uint64_t number_of(ValueType type, const Value &value)
{
    return type == ValueType::I64 ? value.Get<u64>() : value.Get<u32>();
}

} // namespace

struct mk_engine {
    Store store;
    mk_engine_limits_t limits{};
    void *context = nullptr;
    Module::Ptr module;
    Instance::Ptr instance;
    Memory::Ptr memory;
    std::vector<DefinedFunc::Ptr> found;
    std::atomic<bool> killed{ false };

    mk_engine_end_t run(const DefinedFunc::Ptr &function, const uint64_t *arguments,
                        uint64_t *result, mk_engine_error_t *error)
    {
        Thread thread(store);
        std::vector<Frame> frames;
        frames.reserve(limits.call_depth);
        /* A call finds its stack exhausted where the frames would have to grow. */
        (thread.*open(Frames())).swap(frames);
        Trap::Ptr trap;
        const FuncType &type = function->type();
        *result = 0;
        (thread.*open(PushValues()))(type.params, values_of(type.params, arguments));
        RunResult at = (thread.*open(PushCall()))(*function, &trap);
        for (uint64_t left = limits.fuel; at == RunResult::Ok;) {
            if (killed.load()) {
                say(error, "killed");
                return MK_ENGINE_KILLED;
            }
            if (left == 0) {
                say(error, "one call may run " + std::to_string(limits.fuel) + " instructions");
                return MK_ENGINE_OUT_OF_FUEL;
            }
            const int slice = static_cast<int>(std::min<uint64_t>(left, SLICE));
            left -= static_cast<uint64_t>(slice);
            at = thread.Run(slice, &trap);
        }
        if (at != RunResult::Return) {
            say(error, trap ? trap->message() : "an exception nobody catches");
            return MK_ENGINE_TRAPPED;
        }
        Values results;
        (thread.*open(PopValues()))(type.results, &results);
        if (!results.empty()) {
            *result = number_of(type.results[0], results[0]);
        }
        return MK_ENGINE_RETURNED;
    }
};

namespace
{

mk_status_t check_limits(ModuleDesc &desc, const mk_engine_limits_t &limits,
                         mk_engine_error_t *error)
{
    for (MemoryDesc &memory : desc.memories) {
        Limits &pages = memory.type.limits;
        if (pages.initial > limits.memory_pages) {
            say(error, "memory may have " + std::to_string(limits.memory_pages)
                           + " pages, initial=" + std::to_string(pages.initial));
            return MK_STATUS_FULL;
        }
        pages.max = pages.has_max ? std::min<uint64_t>(pages.max, limits.memory_pages)
                                  : limits.memory_pages;
        pages.has_max = true;
    }
    /* Locals are a few bytes of a module, and 16 each of every frame. */
    for (const FuncDesc &function : desc.funcs) {
        uint64_t locals = function.type.params.size();
        for (const LocalDesc &some : function.locals) {
            locals += some.count;
        }
        if (locals > MK_ENGINE_LOCALS_MAX) {
            say(error, "a function may have " + std::to_string(MK_ENGINE_LOCALS_MAX)
                           + " locals, found=" + std::to_string(locals));
            return MK_STATUS_FULL;
        }
    }
    uint64_t left = limits.table_elements;
    for (TableDesc &table : desc.tables) {
        Limits &elements = table.type.limits;
        if (elements.initial > left) {
            say(error, "tables may have " + std::to_string(limits.table_elements)
                           + " elements, initial=" + std::to_string(elements.initial));
            return MK_STATUS_FULL;
        }
        left -= elements.initial;
    }
    /* What is left is for one of them: the first that may grow. */
    for (TableDesc &table : desc.tables) {
        Limits &elements = table.type.limits;
        const uint64_t most = elements.has_max
                                  ? std::min<uint64_t>(elements.max, elements.initial + left)
                                  : elements.initial + left;
        left -= most - elements.initial;
        elements.max = most;
        elements.has_max = true;
    }
    return MK_STATUS_OK;
}

mk_status_t resolve(mk_engine *engine, const ModuleDesc &desc, const mk_engine_import_t *imports,
                    size_t count, RefVec *refs, mk_engine_error_t *error)
{
    for (const ImportDesc &wanted : desc.imports) {
        const ImportType &import = wanted.type;
        const std::string name = import.module + "." + import.name;
        const mk_engine_import_t *there =
            std::find_if(imports, imports + count,
                         [&](const mk_engine_import_t &each) { return import.name == each.name; });
        if (import.module != "env" || there == imports + count) {
            say(error, "nobody provides the import " + name);
            return MK_STATUS_MALFORMED;
        }
        if (import.type->kind != ExternalKind::Func) {
            say(error, "the import " + name + " must be a function");
            return MK_STATUS_MALFORMED;
        }
        const auto &type = static_cast<const FuncType &>(*import.type);
        if (signature_of(type) != there->signature) {
            say(error, "the import " + name + " must be " + there->signature
                           + ", found=" + signature_of(type));
            return MK_STATUS_MALFORMED;
        }
        auto call = [engine, there, type](Thread &, const Values &params, Values &results,
                                          Trap::Ptr *trap) {
            uint64_t arguments[MK_ENGINE_PARAMETERS_MAX] = { 0 };
            uint64_t result = 0;
            mk_engine_error_t why = {};
            for (size_t i = 0; i < params.size() && i < MK_ENGINE_PARAMETERS_MAX; i++) {
                arguments[i] = number_of(type.params[i], params[i]);
            }
            if (!there->call(engine->context, engine, arguments, &result, &why)) {
                *trap = Trap::New(engine->store, why.text);
                return Result(Result::Error);
            }
            results = values_of(type.results, &result);
            return Result(Result::Ok);
        };
        refs->push_back(HostFunc::New(engine->store, type, call)->self());
    }
    return MK_STATUS_OK;
}

mk_status_t create(mk_engine *engine, const uint8_t *bytes, size_t size,
                   const mk_engine_import_t *imports, size_t count, mk_engine_error_t *error)
{
    Errors errors;
    ModuleDesc desc;
    const ReadBinaryOptions options(engine->store.features(), nullptr, false, true, false);
    if (Failed(ReadBinaryInterp("module", bytes, size, options, &errors, &desc))) {
        say(error, errors.empty() ? "not a module" : errors[0].message);
        return MK_STATUS_MALFORMED;
    }
    mk_status_t status = check_limits(desc, engine->limits, error);
    RefVec refs;
    if (status == MK_STATUS_OK) {
        status = resolve(engine, desc, imports, count, &refs, error);
    }
    if (status != MK_STATUS_OK) {
        return status;
    }
    const std::vector<StartDesc> starts =
        std::move(desc.starts); /* they run below, where there is fuel */
    desc.starts.clear();
    engine->module = Module::New(engine->store, std::move(desc));
    Trap::Ptr trap;
    engine->instance = Instance::Instantiate(engine->store, engine->module->self(), refs, &trap);
    if (!engine->instance) {
        say(error, trap ? trap->message() : "it cannot be instantiated");
        return MK_STATUS_FAILED;
    }
    const std::vector<ExportDesc> &exports = engine->module->desc().exports;
    for (size_t i = 0; i < exports.size(); i++) {
        if (exports[i].type.name == "memory"
            && exports[i].type.type->kind == ExternalKind::Memory) {
            engine->memory = engine->store.UnsafeGet<Memory>(engine->instance->exports()[i]);
        }
    }
    for (const StartDesc &start : starts) {
        const Ref ref = engine->instance->funcs()[start.func_index];
        uint64_t none = 0;
        if (!engine->store.Is<DefinedFunc>(ref)) {
            say(error, "the start section must name a function of the module");
            return MK_STATUS_MALFORMED;
        }
        if (engine->run(engine->store.UnsafeGet<DefinedFunc>(ref), &none, &none, error)
            != MK_ENGINE_RETURNED) {
            return MK_STATUS_FAILED;
        }
    }
    return MK_STATUS_OK;
}

} // namespace

mk_status_t mk_engine_create(const uint8_t *bytes, size_t size, const mk_engine_limits_t *limits,
                             const mk_engine_import_t *imports, size_t import_count, void *context,
                             mk_engine_t **engine, mk_engine_error_t *error)
{
    *engine = nullptr;
    error->text[0] = '\0';
    try {
        if (size > limits->module_bytes) {
            say(error, "a module may have " + std::to_string(limits->module_bytes)
                           + " bytes, size=" + std::to_string(size));
            return MK_STATUS_FULL;
        }
        auto made = std::make_unique<mk_engine>();
        made->limits = *limits;
        made->context = context;
        const mk_status_t status = create(made.get(), bytes, size, imports, import_count, error);
        if (status == MK_STATUS_OK) {
            *engine = made.release();
        }
        return status;
    } catch (const std::bad_alloc &) {
        std::snprintf(error->text, sizeof error->text, "no memory for the module");
        return MK_STATUS_FULL;
    }
}

void mk_engine_destroy(mk_engine_t *engine)
{
    delete engine;
}

mk_status_t mk_engine_find(mk_engine_t *engine, const char *name, const char *signature,
                           uint32_t *function, mk_engine_error_t *error)
{
    try {
        const std::vector<ExportDesc> &exports = engine->module->desc().exports;
        for (size_t i = 0; i < exports.size(); i++) {
            if (exports[i].type.name != name) {
                continue;
            }
            const Ref ref = engine->instance->exports()[i];
            if (!engine->store.Is<DefinedFunc>(ref)) {
                say(error, std::string("the export ") + name + " must be a function of the module");
                return MK_STATUS_MALFORMED;
            }
            const DefinedFunc::Ptr there = engine->store.UnsafeGet<DefinedFunc>(ref);
            if (signature_of(there->type()) != signature) {
                say(error, std::string("the export ") + name + " must be " + signature
                               + ", found=" + signature_of(there->type()));
                return MK_STATUS_MALFORMED;
            }
            *function = static_cast<uint32_t>(engine->found.size());
            engine->found.push_back(there);
            return MK_STATUS_OK;
        }
        say(error, std::string("the module has no export ") + name);
        return MK_STATUS_NOT_FOUND;
    } catch (const std::bad_alloc &) {
        std::snprintf(error->text, sizeof error->text, "no memory");
        return MK_STATUS_FULL;
    }
}

mk_engine_end_t mk_engine_call(mk_engine_t *engine, uint32_t function, const uint64_t *arguments,
                               uint64_t *result, mk_engine_error_t *error)
{
    error->text[0] = '\0';
    try {
        return engine->run(engine->found.at(function), arguments, result, error);
    } catch (const std::bad_alloc &) {
        std::snprintf(error->text, sizeof error->text, "no memory for the call");
        return MK_ENGINE_TRAPPED;
    }
}

void mk_engine_kill(mk_engine_t *engine)
{
    engine->killed.store(true);
}

uint8_t *mk_engine_memory(mk_engine_t *engine, uint32_t address, uint32_t size)
{
    if (!engine->memory || !engine->memory->IsValidAccess(address, 0, size)) {
        return nullptr;
    }
    return engine->memory->UnsafeData() + address;
}

mk_status_t mk_engine_grow(mk_engine_t *engine, uint32_t pages, uint32_t *address)
{
    if (!engine->memory) {
        return MK_STATUS_NOT_FOUND;
    }
    try {
        const uint64_t before = engine->memory->ByteSize();
        if (Failed(engine->memory->Grow(pages))) {
            return MK_STATUS_FULL;
        }
        *address = static_cast<uint32_t>(before);
        return MK_STATUS_OK;
    } catch (const std::bad_alloc &) {
        return MK_STATUS_FULL;
    }
}
