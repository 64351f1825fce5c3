using System.Globalization;
using System.Text;
using P2PChain.Actors.Console;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Node.Screen;

namespace P2PChain.Fuzz.Targets;

/// <summary>What a person types or pastes at the prompt, line after line.</summary>
internal static class ConsoleTarget
{
    private static readonly string[] Typed =
    [
        "1\nlaptop-001", "2\nlaptop-001", "3", "4", "5\na b,c", "6\n127.0.0.1\n6000", "6\n10.0.2.5:6000", "7", "8", "9", "10", "help", "?", "exit", "quit",
        "request laptop-001 key-7 --note \"for Anna\"", "release laptop-001", "items --held", "items --available", "connect [::1] 6000", "connect berlin.example:6000",
        "disconnect 10.0.2.5 6000", "peers", "sync", "status", "request", "1 laptop-001", "99", "--help", "requst x",
        "ban 10.0.2.5/24 7d floods", "ban [::1]:6000", "ban 02ab41cd forever", "unban 2001:db8::/33", "bans",
    ];

    public static readonly FuzzTarget Target = new(
        "console",
        "A line is a command, a question or a sentence; a command's values are in their ranges, and said again in words it is the same; a sentence shows no control character.",
        Run,
        [.. Typed.Select(Encoding.UTF8.GetBytes)],
        [
            "request ", "release ", "connect ", "disconnect ", "ban ", "unban ", "items ", " --note ", "--held", "\"", "\\",
            "@", "--", "-", " , ", "1 ", "5 ", "\n",
        ],
        KindsMin: 14);

    private static FuzzAnswer Run(ReadOnlySpan<byte> input)
    {
        Func<string, Entry> read = ConsoleGrammar.Read;
        var kind = FuzzAnswer.Refused("nothing");
        foreach (var line in Encoding.UTF8.GetString(input).Split('\n'))
        {
            var entry = read(line);
            read = entry is Entry.Ask { Next: var next } ? next : ConsoleGrammar.Read;
            kind = Check(entry);
        }

        return kind;
    }

    private static FuzzAnswer Check(Entry entry)
    {
        switch (entry)
        {
            case Entry.Do { Command: var command }:
                Check(command);
                return FuzzAnswer.Accepted(command.GetType().Name);
            case Entry.Ask { Prompt: var prompt }: return FuzzAnswer.Accepted($"asks for {prompt}");
            case Entry.Say { Lines: var lines }:
                BrokenPromiseException.Unless(!lines.IsEmpty, "nothing is said");
                foreach (var cell in lines.SelectMany(line => line.Cells))
                    BrokenPromiseException.Unless(
                        !SafeLine.Of(cell).Any(char.IsControl), "a sentence would move the cursor");
                return FuzzAnswer.Refused(lines.Length > 1 ? "help" : "a sentence");
            case Entry.Exit: return FuzzAnswer.Accepted("exit");
            default: return FuzzAnswer.Refused("nothing");
        }
    }

    private static void Check(ConsoleProtocol.Command command)
    {
        BrokenPromiseException.Unless(command.Id == 0, "the id is the screen's");
        if (command is ConsoleProtocol.Request { Uids: var uids, Note: var note })
        {
            BrokenPromiseException.Unless(
                !uids.IsEmpty && uids.Distinct().Count() == uids.Length, "no item, or one twice");
            BrokenPromiseException.Unless(
                note is null || TransactionChecks.IsNote(note), "a note that no transaction can have");
        }

        if (command is ConsoleProtocol.Connect { Host: var host, Port: var port } && HostPort.Parse(host, $"{port}") is null)
            throw new BrokenPromiseException($"{host} {port} is no address");
        if (command is ConsoleProtocol.MakeBan { Wish: var ban })
            BrokenPromiseException.Unless(
                Ban.IsReason(ban.Reason) && ban.Span is not { Ticks: <= 0 } && !(ban.Span > Ban.SpanMax),
                "a ban that cannot be kept");
        if (Words(command) is { } words)
        {
            var again = ConsoleGrammar.Read(words) as Entry.Do ?? throw new BrokenPromiseException(
                $"{words} is no command");
            BrokenPromiseException.UnlessSame(words, Words(again.Command) ?? "", "said again it is another");
        }
    }

    /// <summary>The command in words; null for one with a note, which would have to be quoted.</summary>
    private static string? Words(ConsoleProtocol.Command command) => command switch
    {
        ConsoleProtocol.Request { Note: null } request => $"request -- {string.Join(' ', request.Uids)}",
        ConsoleProtocol.Release release => $"release -- {release.Uid}",
        ConsoleProtocol.Connect connect => string.Create(
            CultureInfo.InvariantCulture, $"connect {connect.Host} {connect.Port}"),
        ConsoleProtocol.Disconnect gone => string.Create(
            CultureInfo.InvariantCulture, $"disconnect {gone.Host} {gone.Port}"),
        ConsoleProtocol.ListItems { AreHeld: var areHeld } => areHeld ? "items --held" : "items --available",
        ConsoleProtocol.MakeBan { Wish: { Reason.Length: 0, Span: null } ban } => $"ban {ban.Name}",
        ConsoleProtocol.LiftBan unban => $"unban {unban.Wish.Name}",
        ConsoleProtocol.ListBans => "ban",
        ConsoleProtocol.ListPeers => "peers",
        ConsoleProtocol.Sync => "sync",
        ConsoleProtocol.GetStatus => "status",
        _ => null,
    };
}
