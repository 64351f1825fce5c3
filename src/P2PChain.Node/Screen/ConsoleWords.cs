using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using P2PChain.Actors.Protocols;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Node.Configuration;
using P2PChain.Node.Disk;

namespace P2PChain.Node.Screen;

/// <summary>The words at the prompt: <c>request laptop-001 --note "for Anna"</c>.</summary>
internal static class ConsoleWords
{
    private static readonly ParserConfiguration Plain = new() { ResponseFileTokenReplacer = null };

    private static readonly ImmutableArray<Word> Words =
    [
        Request(), Release(), Items(), Connect(), Disconnect(),
        Bare("peers", new ConsoleProtocol.ListPeers(0)),
        Bare("sync", new ConsoleProtocol.Sync(0)),
        Bare("status", new ConsoleProtocol.GetStatus(0)),
        new(new Command("help"), "help", static _ => new Entry.Say(Menu.Lines)),
        new(new Command("exit"), "exit", static _ => new Entry.Exit()),
    ];

    private static readonly ImmutableDictionary<string, string> Aliases = ImmutableDictionary<string, string>.Empty
        .Add("?", "help").Add("-h", "help").Add("--help", "help").Add("menu", "help").Add("quit", "exit");

    // Above the commands, as at a prompt: what stands first in brackets the parser would take for a directive, an IPv6 address too,
    // and a first word that is the name of what it parses it would pass over.
    private static readonly Command Prompt = Above(Words);

    /// <summary>The first words that a line may have.</summary>
    public static IEnumerable<string> Names => Words.Select(static word => word.Command.Name);

    private sealed record Word(Command Command, string Usage, Func<ParseResult, Entry> Read);

    /// <summary>Reads a line that does not start with a number.</summary>
    public static Entry Read(string line)
    {
        var parts = CommandLineParser.SplitCommandLine(line).ToArray();
        if (parts.Length == 0) return new Entry.Nothing();
        var name = Aliases.GetValueOrDefault(parts[0], parts[0]);
        if (Words.FirstOrDefault(word => word.Command.Name == name) is not { } word) return Unknown(parts[0]);
        var parsed = Prompt.Parse([name, .. parts[1..]], Plain);
        return parsed.Errors.Count == 0
            ? word.Read(parsed)
            : Entry.Say.Wrong($"{parsed.Errors[0].Message.TrimEnd('.')}. Usage: {word.Usage}");
    }

    private static Command Above(ImmutableArray<Word> words)
    {
        var prompt = new Command("select");
        foreach (var word in words) prompt.Subcommands.Add(word.Command);
        return prompt;
    }

    private static Entry.Say Unknown(string typed)
    {
        var closest = Words.Select(word => (word.Command.Name, Slips: EditDistance.Between(word.Command.Name, typed)))
            .MinBy(static candidate => candidate.Slips);
        return Entry.Say.Wrong(closest.Slips <= 2 && closest.Slips < typed.Length
            ? $"There is no command {typed}: did you mean {closest.Name}?"
            : $"There is no command {typed}: help shows what there is.");
    }

    private static Word Request()
    {
        var items = new Argument<string[]>("ITEM") { Arity = ArgumentArity.OneOrMore };
        var note = new Option<string?>("--note");
        return new Word(new Command("request") { items, note }, "request ITEM [ITEM...] [--note TEXT]", parsed =>
            HasMoreAfter(parsed, note.Name)
                ? Entry.Say.Wrong("After --note stands one text: put it in quotes, as in --note \"for Anna\".")
                : parsed.GetValue(note) is { } text && !TransactionChecks.IsNote(text)
                ? Entry.Say.Wrong($"A note is 1 to {TransactionChecks.NoteLengthMax} characters without control characters.")
                : Taken(parsed, parsed.GetValue(items) ?? [], uids =>
                    new Entry.Do(new ConsoleProtocol.Request(0, uids, parsed.GetValue(note)))));
    }

    // Of a note without quotes the second word would be an item, and taken from everybody.
    private static bool HasMoreAfter(ParseResult parsed, string option) =>
        parsed.Tokens.SkipWhile(token => token.Type != TokenType.Option || token.Value != option).Skip(2).Any();

    // An option that is mistyped shall not be an item.
    private static Entry Taken(ParseResult parsed, string[] items, Func<ImmutableArray<ItemId>, Entry> then) =>
        items.FirstOrDefault(static item => item.StartsWith('-')) is { } option && parsed.Tokens.All(static token => token.Type != TokenType.DoubleDash)
            ? Entry.Say.Wrong($"There is no option {option} here. An item id that begins with - stands after --, as in {parsed.CommandResult.Command.Name} -- {option}")
            : ConsoleGrammar.Items(items, then);

    private static Word Release()
    {
        var item = new Argument<string>("ITEM");
        return new Word(new Command("release") { item }, "release ITEM", parsed =>
            Taken(parsed, [parsed.GetValue(item) ?? ""], static uids => uids.Length == 1
                ? new Entry.Do(new ConsoleProtocol.Release(0, uids[0]))
                : Entry.Say.Wrong("One item is released at a time. Usage: release ITEM")));
    }

    private static Word Items()
    {
        var (held, available) = (new Option<bool>("--held"), new Option<bool>("--available"));
        return new Word(new Command("items") { held, available }, "items [--held|--available]", parsed =>
            parsed.GetValue(held) && parsed.GetValue(available)
                ? Entry.Say.Wrong("Either --held or --available. Usage: items [--held|--available]")
                : new Entry.Do(new ConsoleProtocol.ListItems(0, AreHeld: !parsed.GetValue(available))));
    }

    private static Word Connect() => Addressed("connect", static (host, port) => new ConsoleProtocol.Connect(0, host, port));

    private static Word Disconnect() =>
        Addressed("disconnect", static (host, port) => new ConsoleProtocol.Disconnect(0, host, port));

    private static Word Addressed(string name, Func<string, int, ConsoleProtocol.Command> command)
    {
        var (host, port) = (new Argument<string>("HOST"), new Argument<string?>("PORT") { Arity = ArgumentArity.ZeroOrOne });
        var usage = $"{name} HOST PORT";
        return new Word(new Command(name) { host, port }, usage, parsed =>
        {
            var (first, second) = (parsed.GetValue(host) ?? "", parsed.GetValue(port));
            if (second is not null) return ConsoleGrammar.Address(first, second, Do);
            return PeerAddress.TryParse(first, out var whole)
                ? Do(whole.Host, whole.Port)
                : Entry.Say.Wrong($"A port is missing. Usage: {usage}");
        });

        Entry Do(string to, int at) => new Entry.Do(command(to, at));
    }

    private static Word Bare(string name, ConsoleProtocol.Command command) =>
        new(new Command(name), name, _ => new Entry.Do(command));
}
