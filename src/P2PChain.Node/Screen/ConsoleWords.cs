using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using P2PChain.Actors.Console;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Node.Configuration;

namespace P2PChain.Node.Screen;

/// <summary>The commands in words: <c>request laptop-001 --note "for Anna"</c>.</summary>
internal static class ConsoleWords
{
    private static readonly ParserConfiguration Plain = new() { ResponseFileTokenReplacer = null };

    private static readonly ImmutableArray<Word> Words = Define();

    private static readonly ImmutableDictionary<string, string> Aliases = ImmutableDictionary<string, string>.Empty
        .Add("?", "help").Add("-h", "help").Add("--help", "help").Add("menu", "help")
        .Add("quit", "exit").Add("q", "exit").Add("bans", "ban");

    private static readonly ImmutableHashSet<string> HelpOptions = ["--help", "-h", "-?"];

    // A command above the commands, like a prompt. Otherwise the parser takes a first word in brackets, such as an IPv6
    // address, for a directive, and skips a first word equal to the command's own name.
    private static readonly Command Prompt = Above(Words);

    /// <summary>The first words that a line may have.</summary>
    public static IEnumerable<string> Names => Words.Select(static word => word.Command.Name);

    /// <summary>A command.</summary>
    /// <param name="Command">Its form for the parser.</param>
    /// <param name="Usage">Its form for people.</param>
    /// <param name="Does">Its effect, a sentence.</param>
    /// <param name="Read">The meaning of a line that has this form.</param>
    public sealed record Word(Command Command, string Usage, string Does, Func<ParseResult, Entry> Read)
    {
        /// <summary>Whether the words behind the command are ids, up to the first option.</summary>
        public bool TakesItems { get; init; }

        /// <summary>The lines of <c>help COMMAND</c>.</summary>
        public ImmutableArray<ScreenLine> Help => [ScreenLine.Of($"usage: {Usage}"), ScreenLine.Of(Does)];
    }

    /// <summary>
    /// The commands as new objects of the parser: those of the shell get more options than those of the console.
    /// </summary>
    public static ImmutableArray<Word> Define() =>
    [
        Request(), Release(), Items(),
        OfItem(
            "item", "Shows the holder of an item, the time of its last move, and the note.",
            static uid => new ConsoleProtocol.ShowItem(0, uid)),
        OfItem(
            "history", "Shows the 50 latest moves of an item, with their notes.",
            static uid => new ConsoleProtocol.ShowHistory(0, uid)),
        OfWord("block", "N|HASH", LookupWords.BlockDoes, LookupWords.ReadBlock),
        Bare("pool", LookupWords.PoolDoes, new ConsoleProtocol.ListPool(0, Skip: 0, LookupWords.PoolShownMax)),
        OfWord("why", "TXID", LookupWords.WhyDoes, LookupWords.ReadWhy),
        Connect(), Disconnect(), Ban(),
        OfWord("unban", "TARGET", "Ends a ban, of a target as ban lists it.", BanWords.ReadUnban),
        Bare("peers", "Lists the peers: connected, being dialled, gone and refused.", new ConsoleProtocol.ListPeers(0)),
        Bare(
            "sync", "Asks all peers for their chains, and waits up to 10 s to be in step with them.",
            new ConsoleProtocol.Sync(0)),
        Bare(
            "status", "Shows the state of this node; the first line is the verdict.",
            new ConsoleProtocol.GetStatus(0)),
        Bare(
            "whoami", "Shows the name, the public key and the rights of this node.",
            new ConsoleProtocol.WhoAmI(0)),
        new(new Command("page"), "page", PageText.Does, static _ => new Entry.Page()),
        Help(),
        new(
            new Command("exit"), "exit", "Ends this node; the end of input and quit do the same.",
            static _ => new Entry.Exit()),
    ];

    /// <summary>Reads the words of a line that does not start with a number.</summary>
    public static Entry Read(ImmutableArray<LineWord> words)
    {
        if (Find(words[0].Text) is not { } word) return Unknown(words[0].Text);
        if (IsForHelp(words)) return new Entry.Say(word.Help);
        var parsed = Prompt.Parse([word.Command.Name, .. Arguments(word, words[1..])], Plain);
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

    private static Word? Find(string typed)
    {
        var name = typed.ToLowerInvariant();
        name = Aliases.GetValueOrDefault(name, name);
        return Words.FirstOrDefault(word => word.Command.Name == name);
    }

    private static bool IsForHelp(ImmutableArray<LineWord> words) => words.Skip(1)
        .TakeWhile(static word => word.Text != "--")
        .Any(static word => !word.IsQuoted && HelpOptions.Contains(word.Text.ToLowerInvariant()));

    /// <summary>
    /// The words behind a command's name for the parser: one per id, and options as they are spelled.
    /// </summary>
    private static IEnumerable<string> Arguments(Word word, ImmutableArray<LineWord> typed)
    {
        var areItems = word.TakesItems;
        var areOptions = true;
        foreach (var one in typed)
        {
            var option = areOptions
                ? word.Command.Options.FirstOrDefault(option => IsNamed(one.Text, option.Name))
                : null;
            areOptions &= one.Text != "--";
            areItems &= option is null;
            if (option is not null) yield return option.Name + one.Text[option.Name.Length..];
            else if (!areItems) yield return one.Text;
            else foreach (var id in one.Ids()) yield return id;
        }
    }

    private static bool IsNamed(string typed, string option) =>
        typed.StartsWith(option, StringComparison.OrdinalIgnoreCase)
        && (typed.Length == option.Length || typed[option.Length] == '=');

    private static Entry.Say Unknown(string typed)
    {
        var name = typed.ToLowerInvariant();
        var closest = Words.Select(word => (word.Command.Name, Slips: EditDistance.Between(word.Command.Name, name)))
            .MinBy(static candidate => candidate.Slips);
        return Entry.Say.Wrong(closest.Slips <= 2 && closest.Slips < typed.Length
            ? $"There is no command {typed}: did you mean {closest.Name}?"
            : $"There is no command {typed}: help lists the commands.");
    }

    private static Word Help()
    {
        var about = new Argument<string?>("COMMAND") { Arity = ArgumentArity.ZeroOrOne };
        const string Does = "Shows the menu, or how a command is written.";
        return new Word(new Command("help") { about }, "help [COMMAND]", Does, parsed =>
        {
            if (parsed.GetValue(about) is not { } typed) return new Entry.Say(Menu.Lines);
            if (ConsoleGrammar.TryName(typed, out var words)) typed = words.Split(' ')[0];
            return Find(typed) is { } word ? new Entry.Say(word.Help) : Unknown(typed);
        });
    }

    private static Word Request()
    {
        var items = new Argument<string[]>("ITEM") { Arity = ArgumentArity.OneOrMore };
        var note = new Option<string?>("--note");
        return new Word(new Command("request") { items, note }, "request ITEM [ITEM...] [--note TEXT]",
            "Requests one item or several, as a whole; a note of several words stands in quotes.", parsed =>
            HasMoreAfter(parsed, note.Name)
                ? Entry.Say.Wrong("After --note stands one text: put it in quotes, as in --note \"for Anna\".")
                : parsed.GetValue(note) is { } text && !TransactionChecks.IsNote(text)
                ? Entry.Say.Wrong(
                    $"A note is 1 to {TransactionChecks.NoteLengthMax} characters without control characters.")
                : Taken(parsed, parsed.GetValue(items) ?? [], uids =>
                    new Entry.Do(new ConsoleProtocol.Request(0, uids, parsed.GetValue(note)))))
        {
            TakesItems = true,
        };
    }

    // The second word of a note without quotes would become an item.
    private static bool HasMoreAfter(ParseResult parsed, string option) =>
        parsed.Tokens.SkipWhile(token => token.Type != TokenType.Option || token.Value != option).Skip(2)
            .FirstOrDefault()?.Type == TokenType.Argument;

    // A mistyped option must not become an item.
    private static Entry Taken(ParseResult parsed, string[] items, Func<ImmutableArray<ItemId>, Entry> then) =>
        items.FirstOrDefault(static item => item.StartsWith('-')) is { } option
        && parsed.Tokens.All(static token => token.Type != TokenType.DoubleDash)
            ? Entry.Say.Wrong(
                $"There is no option {option} here. An item id that begins with - stands after --, "
                + $"as in {parsed.CommandResult.Command.Name} -- {option}")
            : ConsoleGrammar.Items(items, then);

    private static Word Release()
    {
        var items = new Argument<string[]>("ITEM") { Arity = ArgumentArity.OneOrMore };
        const string Does = "Releases an item that this node holds.";
        return new Word(new Command("release") { items }, "release ITEM", Does, parsed =>
            Taken(parsed, parsed.GetValue(items) ?? [], static uids => uids.Length == 1
                ? new Entry.Do(new ConsoleProtocol.Release(0, uids[0]))
                : Entry.Say.Wrong("One item is released at a time. Usage: release ITEM")))
        {
            TakesItems = true,
        };
    }

    private static Word OfItem(string name, string does, Func<ItemId, ConsoleProtocol.Command> command)
    {
        var items = new Argument<string[]>("ITEM") { Arity = ArgumentArity.OneOrMore };
        return new Word(new Command(name) { items }, $"{name} ITEM", does, parsed =>
            Taken(parsed, parsed.GetValue(items) ?? [], uids => uids.Length == 1
                ? new Entry.Do(command(uids[0]))
                : Entry.Say.Wrong($"One item is shown at a time. Usage: {name} ITEM")))
        {
            TakesItems = true,
        };
    }

    private static Word Items()
    {
        var (held, available) = (new Option<bool>("--held"), new Option<bool>("--available"));
        var (by, at) = (new Option<string?>("--by"), new Option<string?>("--at"));
        return new Word(new Command("items") { held, available, by, at }, ItemsWords.Usage, ItemsWords.Does, parsed =>
            ItemsWords.Read(
                parsed.GetValue(held), parsed.GetValue(available), parsed.GetValue(by), parsed.GetValue(at)));
    }

    private static Word Connect() => Addressed(
        "connect", "Connects to a peer, now and again whenever the connection is lost.", static (host, port) =>
            new ConsoleProtocol.Connect(0, host, port));

    private static Word Disconnect() =>
        Addressed(
            "disconnect", "Disconnects from a peer, and dials it no more.", static (host, port) =>
                new ConsoleProtocol.Disconnect(0, host, port));

    private static Word Ban()
    {
        var words = new Argument<string[]>("TARGET") { Arity = ArgumentArity.ZeroOrMore };
        return new Word(new Command("ban") { words }, BanWords.Usage, BanWords.Does, parsed =>
            BanWords.ReadBan(parsed.GetValue(words) ?? []));
    }

    private static Word OfWord(string name, string about, string does, Func<string, Entry> read)
    {
        var word = new Argument<string>(about);
        return new Word(new Command(name) { word }, $"{name} {about}", does, parsed =>
            read(parsed.GetValue(word) ?? ""));
    }

    private static Word Addressed(string name, string does, Func<string, int, ConsoleProtocol.Command> command)
    {
        var host = new Argument<string>("HOST");
        var port = new Argument<string?>("PORT") { Arity = ArgumentArity.ZeroOrOne };
        var usage = $"{name} HOST PORT";
        return new Word(new Command(name) { host, port }, usage, does, parsed =>
        {
            var (first, second) = (parsed.GetValue(host) ?? "", parsed.GetValue(port));
            if (second is not null) return ConsoleGrammar.Address(first, second, Do);
            return HostPort.Parse(first) is { } whole
                ? Do(whole.Host, whole.Port)
                : Entry.Say.Wrong($"A port is missing. Usage: {usage}");
        });

        Entry Do(string to, int at) => new Entry.Do(command(to, at));
    }

    private static Word Bare(string name, string does, ConsoleProtocol.Command command) =>
        new(new Command(name), name, does, _ => new Entry.Do(command));
}
