using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using P2PChain.Actors;
using P2PChain.Node.Disk;
using P2PChain.Node.Screen;

namespace P2PChain.Node.Client;

/// <summary>
/// Asks a running node over HTTP. The server may be another program, so sizes and times have bounds.
/// </summary>
/// <param name="place">The address and the token of the node.</param>
internal sealed class NodeClient(ServerPlace place) : IDisposable
{
    /// <summary>The most characters of a document: a list of 10^5 items has 30 million.</summary>
    public const int CharsMax = 128 * 1024 * 1024;

    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = ConnectWithin,
    })
    {
        BaseAddress = place.Address,
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>The address, safe to show.</summary>
    public string Shown { get; } = SafeLine.Of(place.Address.GetLeftPart(UriPartial.Authority));

    /// <summary>Gets the whole document of a route.</summary>
    /// <param name="method">GET or POST.</param>
    /// <param name="path">The path with its query, without a slash at the start.</param>
    /// <param name="body">The body of a change; null for none.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <returns>An answer, also if it is a refusal by the ledger.</returns>
    /// <exception cref="ClientException">The node gave no such document.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<Answer> AskAsync(HttpMethod method, string path, string? body, CancellationToken stop)
    {
        using var response = await SendAsync(method, path, body, stop).ConfigureAwait(false);
        return await Guarded(() => ReadAsync(response, stop)).ConfigureAwait(false);
    }

    /// <summary>Gets lines of a route as they come.</summary>
    /// <param name="method">GET or POST.</param>
    /// <param name="path">The path with its query, without a slash at the start.</param>
    /// <param name="body">The body of a change; null for none.</param>
    /// <param name="mediaType">The media type of the lines.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="ClientException">The node gave no lines, or the connection was lost.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async IAsyncEnumerable<string> LinesAsync(
        HttpMethod method, string path, string? body, string mediaType, [EnumeratorCancellation] CancellationToken stop)
    {
        using var response = await SendAsync(method, path, body, stop).ConfigureAwait(false);
        if (response.Content.Headers.ContentType?.MediaType != mediaType)
        {
            await Guarded(() => ReadAsync(response, stop)).ConfigureAwait(false);
            throw Foreign();
        }
        var stream = await response.Content.ReadAsStreamAsync(stop).ConfigureAwait(false);
        await using var lines = ServerLines.ReadAsync(stream, CharsMax, stop).GetAsyncEnumerator(stop);
        while (await Guarded(() => lines.MoveNextAsync().AsTask()).ConfigureAwait(false)) yield return lines.Current;
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? body, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, path);
        if (place.Token is { } token) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await Guarded(() => _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop))
            .ConfigureAwait(false);
    }

    private async Task<Answer> ReadAsync(HttpResponseMessage response, CancellationToken stop)
    {
        var type = response.Content.Headers.ContentType?.MediaType;
        if (type is not ("application/json" or "application/problem+json")) throw Foreign();
        var text = new StringBuilder();
        var stream = await response.Content.ReadAsStreamAsync(stop).ConfigureAwait(false);
        await foreach (var line in ServerLines.ReadAsync(stream, CharsMax, stop).ConfigureAwait(false))
            text.Append(text.Length == 0 ? "" : "\n").Append(line);
        var json = text.ToString();
        using var document = JsonDocument.Parse(json);
        var answer = new Answer(response.StatusCode, json, document.RootElement.Clone());
        if (type == "application/json" && Text(answer.Document, "schema") is not null) return answer;
        throw ServerProblem.Of(answer, Shown, place.Token is not null) ?? Foreign();
    }

    /// <summary>A text member of a document; null if it has none.</summary>
    public static string? Text(JsonElement document, string name) =>
        document.ValueKind == JsonValueKind.Object
        && document.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String
            ? member.GetString()
            : null;

    /// <summary>Turns the failures of a connection into a sentence.</summary>
    private async Task<T> Guarded<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (HttpRequestException error) when (error.HttpRequestError is HttpRequestError.InvalidResponse)
        {
            throw Foreign();
        }
        catch (Exception error) when (error is HttpRequestException or SocketException or IOException)
        {
            throw Lost(error);
        }
        catch (OperationCanceledException error) when (error.InnerException is TimeoutException)
        {
            throw Lost(error.InnerException);
        }
        catch (Exception error) when (error is JsonException or InvalidDataException)
        {
            throw Foreign();
        }
    }

    private ClientException Lost(Exception error) => new(
        ExitCode.Unreachable,
        $"The node at {Shown} cannot be reached "
        + $"({SafeLine.Of(CannotStart.OneLine(error.GetBaseException().Message))}): "
        + "start it, or name the address of its line http with --node URL.");

    private ClientException Foreign() => new(
        ExitCode.Unreachable,
        $"The server at {Shown} gave no answer of a p2pchain node: compare the address with the node's line http.");
}
