using System.Net;
using P2PChain.Actors;
using P2PChain.Http.Access;

namespace P2PChain.Node.Disk;

/// <summary>
/// The place at which other programs of the same user find the HTTP of a running node: <c>http.address</c> and
/// <c>http.token</c> in its data directory.
/// </summary>
/// <param name="Address">The base address, such as <c>http://127.0.0.1:8000/</c>.</param>
/// <param name="Token">The secret that a change needs.</param>
internal sealed record HttpPlace(Uri Address, string Token)
{
    private const int BytesMax = 1_024;

    /// <summary>Records the address of a node that listens.</summary>
    /// <param name="directory">The data directory.</param>
    /// <param name="listens">The address; any address of the machine counts as its loopback.</param>
    /// <exception cref="NodeStartException">The disk fails.</exception>
    public static void Write(string directory, IPEndPoint listens)
    {
        var file = AddressFile(directory);
        CannotStart.UnlessFile(file);
        CannotStart.OnDisk(file, "be written", () => DurableFile.Write(file, AddressOf(listens) + "\n"));
    }

    /// <summary>The base address of a server, for programs of its machine.</summary>
    /// <param name="listens">The address; any address of the machine counts as its loopback.</param>
    public static Uri AddressOf(IPEndPoint listens)
    {
        var host = listens.Address.Equals(IPAddress.Any) ? IPAddress.Loopback
            : listens.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
            : listens.Address;
        return new Uri($"http://{new IPEndPoint(host, listens.Port)}/");
    }

    /// <summary>Removes the record. A crash leaves it; it does no harm.</summary>
    /// <param name="directory">The data directory.</param>
    public static void Remove(string directory)
    {
        try
        {
            File.Delete(AddressFile(directory));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Readers check the lock as well.
        }
    }

    /// <summary>
    /// Finds a running node. The lock of the directory is checked: another program may listen at the address of a
    /// node that crashed, and it must not get the token.
    /// </summary>
    /// <param name="directory">The data directory.</param>
    /// <exception cref="NodeStartException">
    /// No node runs there, it runs without HTTP, or its files cannot be read; the sentence has the next step.
    /// </exception>
    public static HttpPlace Find(string directory)
    {
        directory = Path.GetFullPath(directory);
        if (!IsInUse(directory))
            throw CannotStart.Because(
                ExitCode.Unreachable,
                $"No node runs with the data directory {directory}: start it, or name the node's own file or port.");
        var file = AddressFile(directory);
        if (!File.Exists(file))
            throw CannotStart.Because(
                ExitCode.Unreachable,
                $"The node with the data directory {directory} starts, or serves no HTTP: wait a moment, "
                + "or set p2pchain.http.enabled to true and start it again.");
        var token = Path.Combine(directory, DataDirectory.HttpTokenName);
        PrivateFile.RefuseOthers(token);
        var place = new HttpPlace(
            new Uri(CannotStart.OnDisk(file, "be read", () => PrivateFile.Read(file, BytesMax)).Trim()),
            CannotStart.OnDisk(token, "be read", () => PrivateFile.Read(token, BytesMax)).Trim());
        return SecretText.IsOne(place.Token)
            ? place
            : throw CannotStart.Because(ExitCode.Configuration, $"{token} holds no token: start the node again.");
    }

    private static bool IsInUse(string directory)
    {
        var file = Path.Combine(directory, DataDirectory.LockName);
        if (!File.Exists(file)) return false;
        using var held = LockFile.TryHold(file, file, "p2pchain.data");
        return held is null;
    }

    private static string AddressFile(string directory) => Path.Combine(directory, "http.address");
}
