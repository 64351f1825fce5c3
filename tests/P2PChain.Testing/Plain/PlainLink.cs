using System.Net.Sockets;
using System.Text;

namespace P2PChain.Testing.Plain;

/// <summary>One connection of a <see cref="PlainNode"/>. Lines go out in the order in which they were sent.</summary>
internal sealed class PlainLink(TcpClient client) : IDisposable
{
    private Task _written = Task.CompletedTask;

    public NetworkStream Stream { get; } = client.GetStream();

    public string Remote { get; } = client.Client.RemoteEndPoint!.ToString()!;

    /// <summary>Sends a line; what does not arrive is lost, as there.</summary>
    public void Send(string line) => _written = WriteAfterAsync(_written, Encoding.UTF8.GetBytes(line));

    public void Dispose() => client.Dispose();

    private async Task WriteAfterAsync(Task before, byte[] bytes)
    {
        await before;
        try
        {
            await Stream.WriteAsync(bytes);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The connection ended.
        }
    }
}
