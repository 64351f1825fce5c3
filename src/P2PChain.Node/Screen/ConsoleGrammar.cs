using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using P2PChain.Actors.Console;
using P2PChain.Core.Primitives;

namespace P2PChain.Node.Screen;

/// <summary>
/// Reads a line at the prompt: a number of the menu, which asks for the rest, or a complete command in words. A number
/// with words behind it stands for its command.
/// </summary>
internal static class ConsoleGrammar
{
    /// <summary>The prompt of the menu.</summary>
    public const string Prompt = "select > ";

    private const string ItemPrompt = "item ID: ";
    private const string HostPrompt = "peer host: ";
    private const string PortPrompt = "peer port: ";

    private static readonly ImmutableArray<string> WordsOfNumbers =
    [
        "request", "release", "items --held", "items --available", "request",
        "connect", "peers", "sync", "status", "exit",
    ];

    /// <summary>Reads a line.</summary>
    public static Entry Read(string line) => LineWords.Read(line, Read);

    /// <summary>The command of a number of the menu.</summary>
    /// <returns>False if the text is no number of the menu.</returns>
    public static bool TryName(string text, [NotNullWhen(true)] out string? name)
    {
        name = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= 1 && number <= WordsOfNumbers.Length ? WordsOfNumbers[number - 1] : null;
        return name is not null;
    }

    /// <summary>Reads ids.</summary>
    /// <param name="ids">The typed ids.</param>
    /// <param name="then">Takes the ids, each once.</param>
    public static Entry Items(IEnumerable<string> ids, Func<ImmutableArray<ItemId>, Entry> then)
    {
        var items = ImmutableArray.CreateBuilder<ItemId>();
        foreach (var id in ids)
        {
            if (!ItemId.TryParse(id, out var item))
                return Entry.Say.Wrong(
                    $"{(id.Any(char.IsWhiteSpace) || id.Length == 0 ? $"\"{id}\"" : id)} is no item id: an id is 1 to "
                    + $"{ItemId.LengthMax} of A-Z a-z 0-9 _ - ."
                    + (id.Any(char.IsWhiteSpace) ? " and has no space" : ""));
            if (!items.Contains(item)) items.Add(item);
        }

        return items.Count == 0
            ? Entry.Say.Wrong("No item id was given, so nothing was done.")
            : then(items.ToImmutable());
    }

    /// <summary>Reads host and port.</summary>
    public static Entry Address(string host, string port, Func<string, int, Entry> then)
    {
        if (HostPort.HostOf(host) is null)
            return Entry.Say.Wrong($"{host} is no host: write a name or an IP address, such as 10.0.2.5.");
        return HostPort.Parse(host, port) is { } address
            ? then(address.Host, address.Port)
            : Entry.Say.Wrong($"{port} is no port: a port is a number from 1 to 65535.");
    }

    private static Entry Read(ImmutableArray<LineWord> words)
    {
        if (words.IsEmpty) return new Entry.Nothing();
        if (!words[0].Text.All(char.IsAsciiDigit) || words[0].Text.Length == 0) return ConsoleWords.Read(words);
        if (!TryName(words[0].Text, out var name))
            return Entry.Say.Wrong($"The menu has the numbers 1 to {WordsOfNumbers.Length}; help shows it again.");
        return words.Length == 1 && Question(words[0].Text) is { } question
            ? question
            : LineWords.Read(name, meant => ConsoleWords.Read([.. meant, .. words[1..]]));
    }

    /// <summary>The question after a number of the menu.</summary>
    private static Entry.Ask? Question(string number) => number.TrimStart('0') switch
    {
        "1" => new Entry.Ask(ItemPrompt, static answer => One(answer, static item =>
            new Entry.Do(new ConsoleProtocol.Request(0, [item])))),
        "2" => new Entry.Ask(ItemPrompt, static answer => One(answer, static item =>
            new Entry.Do(new ConsoleProtocol.Release(0, item)))),
        "5" => new Entry.Ask(ItemPrompt, static answer => Items(answer, static items =>
            new Entry.Do(new ConsoleProtocol.Request(0, items)))),
        "6" => new Entry.Ask(HostPrompt, static answer => LineWords.Read(answer, AskPort)),
        _ => null,
    };

    private static Entry One(string answer, Func<ItemId, Entry> then) => Items(answer, items =>
        items.Length == 1 ? then(items[0]) : Entry.Say.Wrong("One item id is expected here; 5 takes several."));

    private static Entry Items(string answer, Func<ImmutableArray<ItemId>, Entry> then) =>
        LineWords.Read(answer, words => Items(words.SelectMany(static word => word.Ids()), then));

    private static Entry AskPort(ImmutableArray<LineWord> words)
    {
        if (words.IsEmpty) return Entry.Say.Wrong("No host was given, so nothing was done.");
        var host = words[0].Text;
        if (words.Length == 2) return Address(host, words[1].Text, Connect);
        if (words.Length > 2) return Entry.Say.Wrong("One host is expected here, so nothing was done.");

        // An answer such as 10.0.2.5:6000 has both parts.
        if (HostPort.Parse(host) is { } whole) return Connect(whole.Host, whole.Port);
        return HostPort.HostOf(host) is not null
            ? new Entry.Ask(PortPrompt, answer => LineWords.Read(answer, port =>
                Address(host, string.Join(' ', port.Select(static word => word.Text)), Connect)))
            : Address(host, "", Connect);
    }

    private static Entry Connect(string host, int port) => new Entry.Do(new ConsoleProtocol.Connect(0, host, port));
}
