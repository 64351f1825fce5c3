using Microsoft.Extensions.Logging;
using P2PChain.Actors.Net.Discovery;

namespace P2PChain.Node.Disk;

/// <summary>
/// <c>peers.json</c>: the addresses of other nodes that this node heard of. The node runs as well without it, so no
/// fault of this file ends the node.
/// </summary>
/// <param name="path">The file; it may be missing.</param>
/// <param name="log">The log for a failure.</param>
internal sealed class KeptAddressesFile(string path, ILogger log) : IKeptAddresses
{
    // The largest book takes a quarter.
    private const long BytesMax = 16 << 20;

    /// <inheritdoc/>
    public string? Load()
    {
        try
        {
            if (!File.Exists(path)) return null;
            if (new FileInfo(path).Length <= BytesMax) return File.ReadAllText(path);
            log.LogWarning("{Path} is over 16 MiB and is written anew: the node forgets the addresses in it.", path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            log.LogWarning("The addresses in {Path} cannot be read: {Reason}", path, error.Message);
        }

        return null;
    }

    /// <inheritdoc/>
    public void Save(string text)
    {
        try
        {
            DurableFile.Write(path, text);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            log.LogWarning("The addresses of other nodes cannot be kept in {Path}: {Reason}", path, error.Message);
        }
    }
}
