using System.Text.Json;
using P2PChain.Actors;

namespace P2PChain.Node.Client;

/// <summary>
/// The events of a node as they come. A lost connection is made again, and the missed events come too.
/// </summary>
/// <param name="client">The node.</param>
/// <param name="tell">Takes each event.</param>
/// <param name="wasReached">Whether the node has answered before, so that no failed connection is final.</param>
internal sealed class EventFeed(NodeClient client, Action<FeedEvent> tell, bool wasReached)
{
    private const string MediaType = "text/event-stream";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>The node sends a comment after 15 s of silence.</summary>
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(45);

    private string _id = "";
    private string _type = "";
    private string? _lastId;
    private bool _wasReached = wasReached;
    private bool _isLost;

    /// <summary>Follows the events until it is stopped.</summary>
    /// <exception cref="ClientException">The node cannot be reached at first, or refuses the program.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task FollowAsync(CancellationToken stop)
    {
        while (true)
        {
            var reason = await ConnectAsync(stop).ConfigureAwait(false);
            if (!_isLost) tell(FeedEvent.OfConnection(reason + " The events go on once it answers."));
            _isLost = true;
            await Task.Delay(Pause, stop).ConfigureAwait(false);
        }
    }

    /// <summary>Follows one connection.</summary>
    /// <returns>The reason of its end.</returns>
    private async Task<string> ConnectAsync(CancellationToken stop)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(stop);
        silence.CancelAfter(SilenceMax);
        try
        {
            var path = "api/events" + (_lastId is null ? "" : "?after=" + Uri.EscapeDataString(_lastId));
            var lines = client.LinesAsync(HttpMethod.Get, path, null, MediaType, silence.Token);
            await foreach (var line in lines.ConfigureAwait(false))
            {
                silence.CancelAfter(SilenceMax);
                OnLine(line);
            }
            return $"The node at {client.Shown} ended the connection.";
        }
        catch (ClientException error) when (_wasReached && error.ExitCode is ExitCode.Unreachable or ExitCode.Unknown)
        {
            return error.Message;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return $"The node at {client.Shown} is silent.";
        }
    }

    private void OnLine(string line)
    {
        _wasReached = true;
        if (_isLost) tell(FeedEvent.OfConnection($"The node at {client.Shown} answers again."));
        _isLost = false;
        if (After(line, "id: ") is { } id) _id = id;
        else if (After(line, "event: ") is { } type) _type = type;
        else if (After(line, "data: ") is { } data)
        {
            if (Read(data) is { } happened) tell(happened);
            _lastId = _id;
        }
    }

    private static string? After(string line, string name) =>
        line.StartsWith(name, StringComparison.Ordinal) ? line[name.Length..] : null;

    private FeedEvent? Read(string data)
    {
        if (_type == "reset") return FeedEvent.OfConnection("Some events are no longer known: read the lists again.");
        try
        {
            var document = JsonSerializer.Deserialize<JsonElement>(data);
            return NodeClient.Text(document, "sentence") is { } sentence ? new FeedEvent(document, sentence) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
