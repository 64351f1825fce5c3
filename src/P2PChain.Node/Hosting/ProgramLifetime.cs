using Microsoft.Extensions.Hosting;

namespace P2PChain.Node.Hosting;

/// <summary>
/// Replaces the host's own lifetime, which handles signals and prints about it. The program does both itself.
/// </summary>
internal sealed class ProgramLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
