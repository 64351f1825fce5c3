using System.Collections.Immutable;
using System.Globalization;
using P2PChain.Actors.Protocols;
using P2PChain.Core.Primitives;
using P2PChain.Node.Disk;

namespace P2PChain.Node.Screen;

/// <summary>
/// What a line at the prompt means: a number of the menu, which asks for the rest, or words that say it all. A number with
/// words behind it is the word it stands for.
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
        "request", "release", "items --held", "items --available", "request", "connect", "peers", "sync", "status", "exit",
    ];

    /// <summary>Reads a line.</summary>
    public static Entry Read(string line)
    {
        var text = line.Trim();
        if (text.Length == 0) return new Entry.Nothing();
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        if (digits == 0 || (digits < text.Length && !char.IsWhiteSpace(text[digits]))) return ConsoleWords.Read(text);
        if (!int.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number < 1 || number > WordsOfNumbers.Length)
            return Entry.Say.Wrong($"The menu has the numbers 1 to {WordsOfNumbers.Length}; help shows it again.");
        return digits == text.Length ? OfNumber(number) : ConsoleWords.Read(WordsOfNumbers[number - 1] + text[digits..]);
    }

    /// <summary>Reads ids that are separated by blanks or commas.</summary>
    /// <param name="words">What was typed.</param>
    /// <param name="then">What to do with them; none stands twice.</param>
    public static Entry Items(IEnumerable<string> words, Func<ImmutableArray<ItemId>, Entry> then)
    {
        var items = ImmutableArray.CreateBuilder<ItemId>();
        foreach (var word in words.SelectMany(static word => word.Split(
            [' ', '\t', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
        {
            if (!ItemId.TryParse(word, out var item))
                return Entry.Say.Wrong($"{word} is no item id: an id is 1 to {ItemId.LengthMax} of A-Z a-z 0-9 _ - .");
            if (!items.Contains(item)) items.Add(item);
        }

        return items.Count == 0 ? Entry.Say.Wrong("No item id was given, so nothing was done.") : then(items.ToImmutable());
    }

    /// <summary>Reads host and port.</summary>
    public static Entry Address(string host, string port, Func<string, int, Entry> then)
    {
        if (!PeerAddress.IsHost(host))
            return Entry.Say.Wrong($"{host} is no host: write a name or an IP address, such as 10.0.2.5.");
        return PeerAddress.TryParse(host, port, out var address)
            ? then(address.Host, address.Port)
            : Entry.Say.Wrong($"{port} is no port: a port is a number from 1 to 65535.");
    }

    private static Entry OfNumber(int number) => number switch
    {
        1 => new Entry.Ask(ItemPrompt, static answer => One(answer, static item =>
            new Entry.Do(new ConsoleProtocol.Request(0, [item])))),
        2 => new Entry.Ask(ItemPrompt, static answer => One(answer, static item =>
            new Entry.Do(new ConsoleProtocol.Release(0, item)))),
        5 => new Entry.Ask(ItemPrompt, static answer => Items([answer], static items =>
            new Entry.Do(new ConsoleProtocol.Request(0, items)))),
        6 => new Entry.Ask(HostPrompt, AskPort),
        _ => ConsoleWords.Read(WordsOfNumbers[number - 1]),
    };

    private static Entry One(string answer, Func<ItemId, Entry> then) => Items([answer], items =>
        items.Length == 1 ? then(items[0]) : Entry.Say.Wrong("One item id is expected here; 5 takes several."));

    private static Entry AskPort(string answer)
    {
        var host = answer.Trim();
        if (host.Length == 0) return Entry.Say.Wrong("No host was given, so nothing was done.");

        // Whoever types 10.0.2.5:6000 has said it all.
        if (PeerAddress.TryParse(host, out var whole)) return Connect(whole.Host, whole.Port);
        return PeerAddress.IsHost(host)
            ? new Entry.Ask(PortPrompt, port => Address(host, port.Trim(), Connect))
            : Address(host, "", Connect);
    }

    private static Entry Connect(string host, int port) => new Entry.Do(new ConsoleProtocol.Connect(0, host, port));
}
