using System.Collections.Immutable;
using System.Globalization;

namespace P2PChain.Http.Events;

/// <summary>
/// The last events, so that a client that lost its connection misses none. An id is <c>START-N</c>: <c>START</c>
/// differs at each start of the node, and <c>N</c> counts the events.
/// </summary>
/// <param name="start">The text of this start, without a hyphen.</param>
/// <param name="countMax">The most events, 1 or more.</param>
/// <param name="charactersMax">The most characters of their documents.</param>
public sealed class EventLog(
    string start, int countMax = EventLog.CountMax, long charactersMax = EventLog.CharactersMax)
{
    /// <summary>The usual bound on the events.</summary>
    public const int CountMax = 10_000;

    /// <summary>The usual bound on the characters of their documents.</summary>
    public const long CharactersMax = 4 * 1024 * 1024;

    private readonly Queue<NodeEvent> _events = new();
    private long _last;
    private long _characters;

    /// <summary>Adds an event, and forgets the oldest ones beyond the bounds.</summary>
    public NodeEvent Add(string type, string json)
    {
        _last++;
        var added = new NodeEvent(Id(_last), type, json);
        _events.Enqueue(added);
        _characters += json.Length;
        while (_events.Count > countMax || (_characters > charactersMax && _events.Count > 1))
            _characters -= _events.Dequeue().Json.Length;
        return added;
    }

    /// <summary>The events after one.</summary>
    /// <param name="id">The id of the last event that the client has; null for none.</param>
    /// <returns>
    /// The later events; none for a client without one; a reset for an id that is unknown or too old.
    /// </returns>
    public ImmutableArray<NodeEvent> After(string? id)
    {
        if (id is null) return [];
        var first = _last - _events.Count + 1;
        return Number(id) is { } number && number >= first - 1 && number <= _last
            ? [.. _events.Skip((int)(number - first + 1))]
            : [new NodeEvent(Id(_last), NodeEvent.Reset, "{}")];
    }

    private string Id(long number) => string.Create(CultureInfo.InvariantCulture, $"{start}-{number}");

    private long? Number(string id) =>
        id.StartsWith(start + "-", StringComparison.Ordinal)
        && long.TryParse(id.AsSpan(start.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
